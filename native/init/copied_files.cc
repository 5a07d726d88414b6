// Files that a container gets a copy of, with an owner and a mode of its own: configs and secrets. The copy lies in memory, in a
// file system that nothing but its own mount leads to, so that it neither reaches a disk nor the container's layer.
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <charconv>
#include <cstdint>

#include "core/io.h"
#include "core/text.h"
#include "init/container_init.h"
#include "linux/in_root.h"
#include "linux/mount.h"

namespace tscompose::init {

namespace {

constexpr char kName[] = "file";
constexpr std::uint64_t kFlags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

struct Attributes {
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  std::uint64_t mode = 0444;
};

bool parse_number(std::string_view text, int base, std::uint64_t limit, std::uint64_t& out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return error == std::errc{} && end == text.data() + text.size() && out <= limit;
}

// `uid=N,gid=N,mode=OCTAL`, in any order.
bool parse_attributes(std::string_view options, Attributes& out) {
  while (!options.empty()) {
    std::string_view value = take_until(options, ',');
    std::string_view key = take_until(value, '=');
    bool known = key == "uid"    ? parse_number(value, 10, UINT32_MAX - 1, out.uid)
                 : key == "gid"  ? parse_number(value, 10, UINT32_MAX - 1, out.gid)
                 : key == "mode" ? parse_number(value, 8, 07777, out.mode)
                                 : false;
    if (!known) return false;
  }
  return true;
}

Error copy_all(const Fd& source, const Fd& target, std::uint64_t size) {
  while (size > 0) {
    ssize_t sent = TSC_RETRY(::sendfile(target.get(), source.get(), nullptr, size));
    if (sent < 0) return Error::last("sendfile");
    if (sent == 0) return {EIO, "sendfile", "the file has become shorter"};
    size -= static_cast<std::uint64_t>(sent);
  }
  return Error::none();
}

// A file in memory with what the source holds, as a detached mount.
Error make_copy(Fd& mount, const Fd& source, const Attributes& attributes) {
  struct stat status {};
  if (::fstat(source.get(), &status) < 0) return Error::last("fstat");
  auto size = static_cast<std::uint64_t>(status.st_size);
  // 0 would be no limit.
  std::string limit = std::to_string(size == 0 ? 1 : size);
  Fd memory;
  Error error = linux_api::make_filesystem(memory, "tmpfs", {{"size", limit.c_str()}, {"mode", "0700"}}, kFlags);
  if (!error.ok()) return error;
  Fd copy;
  if (error = open_at(copy, memory.get(), kName, O_WRONLY | O_CREAT | O_EXCL, 0600); !error.ok()) return error;
  if (error = copy_all(source, copy, size); !error.ok()) return error;
  if (::fchown(copy.get(), static_cast<uid_t>(attributes.uid), static_cast<gid_t>(attributes.gid)) < 0) {
    return Error::last("fchown");
  }
  // After the change of owner, which takes set-id bits away; umask has no say in it.
  if (::fchmod(copy.get(), static_cast<mode_t>(attributes.mode)) < 0) return Error::last("fchmod");
  if (error = linux_api::clone_tree(mount, memory.get(), kName, false); !error.ok()) return error;
  return linux_api::change_mount(mount, MOUNT_ATTR_RDONLY, 0, 0, false);
}

}  // namespace

Error mount_copied_file(ContainerContext& context, const protocol::Mount& mount, const Fd& source) {
  Attributes attributes;
  if (!parse_attributes(mount.options, attributes)) return {EINVAL, "mount options", mount.options};
  Fd copy;
  Error error = make_copy(copy, source, attributes);
  Fd target;
  if (error.ok()) error = linux_api::make_file_in_root(target, context.root.get(), mount.target, 0755);
  if (error.ok()) error = linux_api::attach_mount(copy, target);
  if (!error.ok()) error.subject = mount.target;
  return error;
}

}  // namespace tscompose::init
