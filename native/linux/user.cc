#include "linux/user.h"

#include <algorithm>

#include "core/text.h"

namespace tscompose::linux_api {

namespace {

// -1 means "leave as it is" to setresuid(2), so it is no id.
constexpr std::uint64_t kMaxId = 0xfffffffe;

struct PasswdLine {
  std::string_view name, home;
  std::optional<std::uint64_t> uid, gid;
};

PasswdLine parse_passwd(std::string_view line) {
  PasswdLine result;
  result.name = take_until(line, ':');
  take_until(line, ':');
  result.uid = parse_decimal(take_until(line, ':'), kMaxId);
  result.gid = parse_decimal(take_until(line, ':'), kMaxId);
  take_until(line, ':');
  result.home = take_until(line, ':');
  return result;
}

struct GroupLine {
  std::string_view name, members;
  std::optional<std::uint64_t> gid;
};

GroupLine parse_group(std::string_view line) {
  GroupLine result;
  result.name = take_until(line, ':');
  take_until(line, ':');
  result.gid = parse_decimal(take_until(line, ':'), kMaxId);
  result.members = line;
  return result;
}

bool lists(std::string_view members, std::string_view name) {
  while (!members.empty()) {
    if (take_until(members, ',') == name) return true;
  }
  return false;
}

// The first line that has the name wins over one that has the number, so that a user named 1000 can be meant.
std::optional<PasswdLine> find_user(std::string_view passwd, std::string_view wanted) {
  auto number = parse_decimal(wanted, kMaxId);
  std::optional<PasswdLine> by_number;
  while (!passwd.empty()) {
    PasswdLine line = parse_passwd(take_until(passwd, '\n'));
    if (!line.uid || !line.gid || line.name.empty()) continue;
    if (line.name == wanted) return line;
    if (number && *line.uid == *number && !by_number) by_number = line;
  }
  return by_number;
}

std::optional<gid_t> find_group(std::string_view group, std::string_view wanted) {
  while (!group.empty()) {
    GroupLine line = parse_group(take_until(group, '\n'));
    if (line.gid && line.name == wanted) return static_cast<gid_t>(*line.gid);
  }
  auto number = parse_decimal(wanted, kMaxId);
  if (!number) return std::nullopt;
  return static_cast<gid_t>(*number);
}

void add_memberships(std::string_view group, std::string_view name, std::vector<gid_t>& groups) {
  while (!group.empty()) {
    GroupLine line = parse_group(take_until(group, '\n'));
    if (!line.gid || !lists(line.members, name)) continue;
    auto gid = static_cast<gid_t>(*line.gid);
    if (std::find(groups.begin(), groups.end(), gid) == groups.end()) groups.push_back(gid);
  }
}

}  // namespace

std::optional<Identity> resolve_user(std::string_view user, std::string_view passwd, std::string_view group) {
  std::string_view rest = user;
  std::string_view name = take_until(rest, ':');
  std::string_view group_name = rest;
  if (name.empty()) name = "0";
  Identity identity;
  auto entry = find_user(passwd, name);
  if (entry) {
    identity.uid = static_cast<uid_t>(*entry->uid);
    identity.gid = static_cast<gid_t>(*entry->gid);
    if (!entry->home.empty()) identity.home = entry->home;
  } else {
    auto number = parse_decimal(name, kMaxId);
    if (!number) return std::nullopt;
    identity.uid = static_cast<uid_t>(*number);
  }
  if (!group_name.empty()) {
    auto gid = find_group(group, group_name);
    if (!gid) return std::nullopt;
    identity.gid = *gid;
  }
  identity.groups.push_back(identity.gid);
  if (group_name.empty() && entry) add_memberships(group, entry->name, identity.groups);
  return identity;
}

bool add_groups(Identity& identity, const std::vector<std::string>& groups, std::string_view group, std::string& unknown) {
  for (const auto& name : groups) {
    auto gid = find_group(group, name);
    if (!gid) {
      unknown = name;
      return false;
    }
    auto& present = identity.groups;
    if (std::find(present.begin(), present.end(), *gid) == present.end()) present.push_back(*gid);
  }
  return true;
}

}  // namespace tscompose::linux_api
