// Published ports are translated by the kernel, so no socket of ours would show that they are taken. These do.
#pragma once
#include "core/fd.h"
#include "core/result.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

// Binds the port in the caller's network namespace. EADDRINUSE when somebody else has it; the subject is `address:port/protocol`.
Error reserve_port(Fd& socket, const protocol::ReservedPort& port);

}  // namespace tscompose::monitor
