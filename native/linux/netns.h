// Network namespaces that outlive the thread that made them, pinned by a bind mount (network_namespaces(7)). Whatever has to
// happen inside one is done by a thread that lives only for it: the calling thread never changes its own namespace.
#pragma once
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose {

// Makes a namespace, pins it at `path`, which must not exist, and opens a netlink socket of each protocol in it while being
// there anyway. Nothing is left behind on failure.
Error create_netns(const std::string& path, const std::vector<int>& protocols, std::vector<Fd>& sockets);

Error open_netns(const std::string& path, Fd& out);

// Takes the pin away; the namespace ends with its last process. An absent or half-made pin is no failure.
Error remove_netns(const std::string& path);

}  // namespace tscompose
