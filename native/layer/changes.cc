#include "layer/changes.h"

#include <sys/xattr.h>

#include <cstddef>
#include <set>
#include <utility>

#include "layer/layer_stack.h"

namespace tscompose::layer {
namespace {

std::string capability_of(int parent, const std::string& name) {
  std::string path = "/proc/self/fd/" + std::to_string(parent) + "/" + name;
  char value[64];
  ssize_t size = lgetxattr(path.c_str(), "security.capability", value, sizeof(value));
  return size <= 0 ? std::string() : std::string(value, static_cast<size_t>(size));
}

bool same_time(const timespec& a, const timespec& b) {
  // An archive may know seconds only.
  return a.tv_sec == b.tv_sec && (a.tv_nsec == b.tv_nsec || a.tv_nsec == 0 || b.tv_nsec == 0);
}

bool differs(const struct stat& now, const struct stat& before) {
  if (now.st_mode != before.st_mode || now.st_uid != before.st_uid || now.st_gid != before.st_gid) return true;
  if (now.st_rdev != before.st_rdev) return true;
  // Size and time of a directory change with its entries, which are looked at themselves.
  if (S_ISDIR(now.st_mode)) return false;
  return now.st_size != before.st_size || !same_time(now.st_mtim, before.st_mtim);
}

class Finder {
 public:
  explicit Finder(ChangesResult& result) : result_(result) {}

  Error directory(const StackDirectory& upper, const StackDirectory& below, const std::string& prefix) {
    std::map<std::string, StackEntry> now;
    if (Error error = upper.entries(true, &now); !error.ok()) return error;
    if (upper.opaque()) {
      std::map<std::string, StackEntry> before;
      if (Error error = below.entries(false, &before); !error.ok()) return error;
      // What an opaque directory hides is gone; a whiteout says the same of one name.
      for (const auto& [name, entry] : before) now.emplace(name, StackEntry{kHidden, {}});
    }
    for (const auto& [name, entry] : now) {
      if (Error error = one(upper, below, prefix, name, entry); !error.ok()) return error;
    }
    return Error::none();
  }

 private:
  static constexpr size_t kHidden = SIZE_MAX;

  Error one(const StackDirectory& upper, const StackDirectory& below, const std::string& prefix, const std::string& name,
            const StackEntry& now) {
    std::string path = prefix + name;
    StackEntry before;
    bool existed = below.find(name, &before);
    if (now.from == kHidden || is_whiteout(now.status)) {
      if (existed) result_.changes.push_back({Change::Kind::deleted, path});
      return Error::none();
    }
    if (S_ISREG(now.status.st_mode) && is_first_name(now.status)) result_.bytes += static_cast<uint64_t>(now.status.st_size);
    size_t place = result_.changes.size();
    bool noted = !existed || differs(now.status, before.status) ||
                 capability_of(upper.descriptor(now.from), name) != capability_of(below.descriptor(before.from), name);
    if (noted) result_.changes.push_back({existed ? Change::Kind::changed : Change::Kind::added, path});
    if (!S_ISDIR(now.status.st_mode)) return Error::none();
    StackDirectory inner, inner_below;
    if (Error error = upper.child(name, &inner); !error.ok()) return error;
    if (Error error = below.child(name, &inner_below); !error.ok()) return error;
    if (Error error = directory(inner, inner_below, path + "/"); !error.ok()) return error;
    if (!noted && result_.changes.size() > place) {
      result_.changes.insert(result_.changes.begin() + static_cast<ptrdiff_t>(place), {Change::Kind::changed, path});
    }
    return Error::none();
  }

  bool is_first_name(const struct stat& status) {
    return status.st_nlink == 1 || counted_.insert({status.st_dev, status.st_ino}).second;
  }

  ChangesResult& result_;
  // Files of several names whose bytes are counted.
  std::set<std::pair<dev_t, ino_t>> counted_;
};

}  // namespace

Error find_changes(const std::string& upper, const std::vector<std::string>& below, ChangesResult* result) {
  StackDirectory top, rest;
  if (Error error = top.open({upper}); !error.ok()) return error;
  if (Error error = rest.open(below); !error.ok()) return error;
  return Finder(*result).directory(top, rest, "/");
}

}  // namespace tscompose::layer
