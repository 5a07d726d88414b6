// The monitor socket.
#pragma once
#include <string>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::monitor {

// Listens at `path`, for the owner only, replacing what a predecessor left there. The path may be longer than a socket address.
Error listen_at(Fd& listener, const std::string& path);

}  // namespace tscompose::monitor
