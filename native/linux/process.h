// Children by descriptor: clone3 with a pidfd, signals and exits through it, so that no recycled pid is ever meant.
#pragma once
#include <sys/types.h>

#include <cstdint>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

struct ExitStatus {
  int code = 0;    // exit code; 128 + signal for a killed process
  int signal = 0;  // 0 when it ended by itself
};

// clone3(2) without shared memory: returns twice like fork(2), with `pid` 0 in the child. `cgroup` is a v2 group to be born in,
// or -1.
Error clone_process(pid_t& pid, Fd& pidfd, std::uint64_t namespaces, int cgroup);

Error send_signal(const Fd& pidfd, int signal);

// Reaps the child if it has ended; `ended` says whether.
Error reap(const Fd& pidfd, bool& ended, ExitStatus& status);

// Waits for the end of a child that has been killed, and reaps it.
void wait_until_gone(const Fd& pidfd);

// Joins namespaces (CLONE_NEW* flags) of the process.
Error join_namespaces(const Fd& pidfd, std::uint64_t namespaces);

// Ignores what ends a session, a terminal or a pipe. Children inherit that until reset_signals.
void ignore_signals();

// Undoes ignore_signals, and unblocks all: for a child that will execute a foreign program.
void reset_signals();

}  // namespace tscompose::linux_api
