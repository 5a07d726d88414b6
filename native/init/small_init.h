// The first process of a container that asked for one of ours (`init: true`): it passes signals on, reaps what its children leave
// behind, and ends as the program does.
#pragma once
#include "core/result.h"

namespace tscompose::init {

// Divides the calling process, the first of its PID namespace: returns in a child that goes on to the program, in a process group of
// its own, and in the foreground where there is a terminal. The caller itself never returns but on failure.
Error run_below_init();

}  // namespace tscompose::init
