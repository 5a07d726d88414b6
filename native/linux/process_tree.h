// A process and all that it brought about.
#pragma once
#include <sys/types.h>

#include "core/fd.h"

namespace tscompose::linux_api {

// Kills a process and everything below it. To be complete the process must be a subreaper (PR_SET_CHILD_SUBREAPER), so that
// orphans below it go to it: it is stopped first and killed last. Waits a moment for those below to be gone, not for itself.
void kill_tree(const Fd& process, pid_t pid);

}  // namespace tscompose::linux_api
