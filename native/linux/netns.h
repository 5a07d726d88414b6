// Network namespaces that outlive the thread that made them, pinned by a bind mount (network_namespaces(7)). Whatever has to
// happen inside one is done by a thread that lives only for it: the calling thread never changes its own namespace.
#pragma once
#include <string>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose {

// Makes a namespace and pins it at `path`, which must not exist. Nothing is left behind on failure.
Error create_netns(const std::string& path);

Error open_netns(const std::string& path, Fd& out);

// Takes the pin away; the namespace ends with its last process. An absent or half-made pin is no failure.
Error remove_netns(const std::string& path);

// netlink_open inside a pinned namespace; the socket stays there wherever it is used from.
Error netlink_open_in(const std::string& path, int protocol, Fd& out);

}  // namespace tscompose
