// Users and groups by the files of a container: the C library's own look-up would ask this system's name services instead.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tscompose::linux_api {

struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // supplementary ones, the primary first
  std::string home = "/";
};

// Resolves `USER[:GROUP]`, by name or number, as an image's or a service's `user` has it; empty is root. A number need not be
// in the files; a name must, else nothing is returned. Supplementary groups are those of /etc/group that list the user, and
// none but the given one when a group is given.
std::optional<Identity> resolve_user(std::string_view user, std::string_view passwd, std::string_view group);

// Adds further groups, by name or number, as `group_add` has them. False when one has a name that is not in the file, which `unknown`
// then is.
bool add_groups(Identity& identity, const std::vector<std::string>& groups, std::string_view group, std::string& unknown);

}  // namespace tscompose::linux_api
