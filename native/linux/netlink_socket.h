// Netlink as a transport: bytes go out, the bytes of all answers come back. What they mean is not known here.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose {

// A socket of a netlink protocol (netlink(7)) in the calling thread's network namespace, with extended error texts on and
// buffers large enough for a batch of thousands of messages.
Error netlink_open(int protocol, Fd& out);

// Sends one or more whole messages and appends all answers to `replies`. The kernel handles a request within the send, so
// every acknowledgement waits in the queue when it returns and a dump goes on with each receive: nothing here waits for time
// to pass, and the bound on a receive only guards against a kernel that behaves otherwise.
// Answers of an earlier, failed call are skipped by their sequence numbers. Errors inside answers are left to the caller.
Error netlink_transact(int socket, const uint8_t* request, size_t length, std::vector<uint8_t>& replies);

}  // namespace tscompose
