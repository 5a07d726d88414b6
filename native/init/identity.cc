#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/io.h"
#include "init/process_setup.h"
#include "linux/capability.h"
#include "linux/in_root.h"

namespace tscompose::init {

namespace {

constexpr std::size_t kAccountFileLimit = 8u << 20;

// Images need not have these files.
Error read_account_file(std::string& text, const char* path) {
  Error error = read_file(text, AT_FDCWD, path, kAccountFileLimit);
  return error.code == ENOENT || error.code == ENOTDIR ? Error::none() : error;
}

}  // namespace

Error identify(linux_api::Identity& identity, const std::string& user, const std::vector<std::string>& groups) {
  std::string passwd;
  std::string group;
  if (Error error = read_account_file(passwd, "/etc/passwd"); !error.ok()) return error;
  if (Error error = read_account_file(group, "/etc/group"); !error.ok()) return error;
  auto found = linux_api::resolve_user(user, passwd, group);
  if (!found) return {ENOENT, "find user or group", user};
  identity = std::move(*found);
  std::string unknown;
  return linux_api::add_groups(identity, groups, group, unknown) ? Error::none() : Error{ENOENT, "find group", unknown};
}

Error enter_directory(const std::string& cwd) {
  if (cwd.empty()) return Error::none();
  Fd root;
  if (Error error = open_at(root, AT_FDCWD, "/", O_PATH | O_DIRECTORY); !error.ok()) return error;
  Fd directory;
  if (Error error = linux_api::make_directory_in_root(directory, root.get(), cwd, 0755); !error.ok()) return error;
  return ::fchdir(directory.get()) < 0 ? Error::last("fchdir", cwd) : Error::none();
}

Error drop_privileges(const ProcessSpec& spec, const linux_api::Identity& identity) {
  if (Error error = linux_api::limit_bounding_set(spec.capabilities); !error.ok()) return error;
  // The raw calls change the one thread there is; the C library's would signal others that clone3 left behind.
  if (::syscall(SYS_setgroups, identity.groups.size(), identity.groups.data()) < 0) return Error::last("setgroups");
  if (::syscall(SYS_setresgid, identity.gid, identity.gid, identity.gid) < 0) return Error::last("setresgid");
  // Leaving root clears permitted and effective capabilities.
  if (::syscall(SYS_setresuid, identity.uid, identity.uid, identity.uid) < 0) return Error::last("setresuid");
  if (Error error = linux_api::limit_capabilities(identity.uid == 0 ? spec.capabilities : 0); !error.ok()) return error;
  if (spec.no_new_privileges && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return Error::last("prctl(PR_SET_NO_NEW_PRIVS)");
  return Error::none();
}

}  // namespace tscompose::init
