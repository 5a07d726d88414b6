// Signals for a program that may be PID 1, which has no default actions.
#pragma once
#include <csignal>

#include "core/fd.h"

namespace tscompose::hello {

// Blocks SIGTERM and SIGINT; they arrive at sigwait or at the descriptor of stop_descriptor().
sigset_t block_stop_signals();
Fd stop_descriptor();

}  // namespace tscompose::hello
