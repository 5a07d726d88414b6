#include "layer/layer_writer.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cstring>

#include "layer/attributes.h"
#include "layer/layer_path.h"
#include "layer/remove_tree.h"

namespace tscompose::layer {
namespace {

// image-spec layer.md, "Whiteouts".
constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kMeta = ".wh..wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";

// More than any image has; each takes an inode, or at least a name.
constexpr uint64_t kMaxEntries = 16'000'000;
// Times of directories are set at the end, so they are held until then.
constexpr uint64_t kMaxDirectoryBytes = 64 * 1024 * 1024;
// Zeros of at least so many bytes are not written: a small blob may stand for any number of them.
constexpr size_t kHole = 32 * 1024;

// What a call fails with when names, links or attributes contradict each other; the rest is the machine's fault.
bool is_of_the_archive(const Error& error) {
  switch (error.code) {
    case ENOENT: case ENOTDIR: case EISDIR: case EEXIST: case ENOTEMPTY: case ELOOP: case ENAMETOOLONG: case EMLINK:
    case EXDEV: case EINVAL: case ERANGE: case E2BIG: case EOVERFLOW:
      return true;
    default: return false;
  }
}

// Names the entry, and calls the archive's own faults so.
Error about(Error error, const TarEntry& entry) {
  if (error.ok()) return error;
  // Names in an archive may be of any length; messages not.
  std::string name = entry.path.substr(0, 256);
  std::string what = error.subject.find(name) == std::string::npos ? "'" + name + "': " + error.subject : error.subject;
  if (!is_of_the_archive(error)) return {error.code, error.call, std::move(what)};
  return {EBADMSG, "tar", what + ": " + error.call + ": " + strerror(error.code)};
}

bool is_zero(std::span<const uint8_t> bytes) {
  return bytes[0] == 0 && memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

Fd open_directory(int parent, const char* name) {
  return Fd(TSC_RETRY(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)));
}

}  // namespace

Error LayerWriter::add(const TarEntry& entry) {
  if (!plain_ || !plain_->owner) return add_entry(entry);
  TarEntry owned = entry;
  owned.uid = plain_->owner->uid;
  owned.gid = plain_->owner->gid;
  return add_entry(owned);
}

Error LayerWriter::add_entry(const TarEntry& entry) {
  if (++entries_ + tree_.made() > kMaxEntries) return {EFBIG, "unpack", "more than 16 million files"};
  std::string path;
  if (Error error = clean_layer_path(entry.path, &path); !error.ok()) return about(std::move(error), entry);
  if (path.empty()) {
    if (entry.type != TarEntry::Type::directory) return {EBADMSG, "tar", "an entry without a name"};
    if (plain_) return Error::none();
    return about(finish_directory(path, entry, open_directory(tree_.root(), ".")), entry);
  }
  int parent = -1;
  Error error = tree_.parent_of(path, &parent);
  if (error.ok()) error = add_at(parent, path, entry);
  return about(std::move(error), entry);
}

Error LayerWriter::add_at(int parent, const std::string& path, const TarEntry& entry) {
  std::string_view name = split_path(path).name;
  if (!plain_ && name.starts_with(kWhiteout)) return add_whiteout(parent, path, name);
  switch (entry.type) {
    case TarEntry::Type::directory: return add_directory(parent, path, entry);
    case TarEntry::Type::file: return add_file(parent, path, entry);
    case TarEntry::Type::hard_link: return add_hard_link(parent, path, entry);
    case TarEntry::Type::symlink: return add_symlink(parent, path, entry);
    default: return add_device(parent, path, entry);
  }
}

// A whiteout hides what lower layers have and never what this one has, whichever comes first in the archive.
Error LayerWriter::add_whiteout(int parent, const std::string& path, std::string_view name) {
  if (name == kOpaque) {
    if (split_path(path).parent.empty()) hides_all_ = true;
    return make_opaque(parent);
  }
  if (name.starts_with(kMeta)) return Error::none();  // Bookkeeping of aufs, of no meaning to others.
  std::string hidden(name.substr(kWhiteout.size()));
  if (hidden.empty() || hidden == "." || hidden == "..") return {EBADMSG, "tar", "whiteout '" + path + "' names nothing"};
  struct stat status {};
  if (fstatat(parent, hidden.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? make_whiteout(parent, hidden.c_str()) : Error::last("fstatat", path);
  }
  if (!S_ISDIR(status.st_mode)) return Error::none();
  Fd directory = open_directory(parent, hidden.c_str());
  return directory.valid() ? make_opaque(directory.get()) : Error::last("openat", path);
}

// The last entry of a name wins, as in tar.
Error LayerWriter::clear(int parent, const char* name) {
  struct stat status {};
  if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? Error::none() : Error::last("fstatat", name);
  }
  if (plain_ && S_ISDIR(status.st_mode)) return {EEXIST, "unpack", "cannot overwrite directory with non-directory"};
  // What goes may be above the remembered directory. Anywhere but in the root, the remembered one is `parent` itself.
  if (parent == tree_.root()) tree_.forget();
  replaced_ = true;
  return remove_tree(parent, name);
}

Error LayerWriter::add_directory(int parent, const std::string& path, const TarEntry& entry) {
  std::string name(split_path(path).name);
  bool hidden = false;
  if (mkdirat(parent, name.c_str(), 0700) != 0) {
    if (errno != EEXIST) return Error::last("mkdirat", path);
    struct stat status {};
    if (fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return Error::last("fstatat", path);
    if (!S_ISDIR(status.st_mode)) {
      if (plain_) return {EEXIST, "unpack", "cannot overwrite non-directory with directory"};
      hidden = is_whiteout(parent, name.c_str());
      if (Error error = clear(parent, name.c_str()); !error.ok()) return error;
      if (mkdirat(parent, name.c_str(), 0700) != 0) return Error::last("mkdirat", path);
    }
  }
  Fd directory = open_directory(parent, name.c_str());
  if (!directory.valid()) return Error::last("openat", path);
  if (hidden) {
    if (Error error = make_opaque(directory.get()); !error.ok()) return error;
  }
  return finish_directory(path, entry, std::move(directory));
}

Error LayerWriter::finish_directory(const std::string& path, const TarEntry& entry, Fd directory) {
  if (!directory.valid()) return Error::last("openat", path);
  if (Error error = set_attributes(directory.get(), entry); !error.ok()) return error;
  directory_bytes_ += path.size() + sizeof(DirectoryTime);
  if (directory_bytes_ > kMaxDirectoryBytes) return {EFBIG, "unpack", "too many directories"};
  directory_times_.push_back({path, entry.mtime});
  if (!path.empty()) tree_.remember(path, std::move(directory));
  return Error::none();
}

Error LayerWriter::add_file(int parent, const std::string& path, const TarEntry& entry) {
  std::string name(split_path(path).name);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  if (entry.size > max_bytes_ || bytes_ > max_bytes_ - entry.size) return {EFBIG, "unpack", path};
  Fd file(TSC_RETRY(openat(parent, name.c_str(), kFlags, 0600)));
  if (!file.valid() && errno == EEXIST) {
    if (Error error = clear(parent, name.c_str()); !error.ok()) return error;
    file.reset(TSC_RETRY(openat(parent, name.c_str(), kFlags, 0600)));
  }
  if (!file.valid()) return Error::last("openat", path);
  if (Error error = write_data(file.get(), entry); !error.ok()) return error;
  if (Error error = set_attributes(file.get(), entry); !error.ok()) return error;
  bytes_ += entry.size;
  return set_mtime(file.get(), entry.mtime);
}

Error LayerWriter::write_data(int file, const TarEntry& entry) {
  uint64_t reached = 0;
  for (const SparseSegment& segment : entry.segments) {
    uint64_t offset = segment.offset;
    uint64_t left = segment.size;
    while (left > 0) {
      std::span<const uint8_t> bytes;
      if (Error error = reader_.peek_data(&bytes); !error.ok()) return error;
      if (bytes.empty()) return {EBADMSG, "tar", entry.path};
      size_t part = std::min<uint64_t>(bytes.size(), left);
      bool hole = part >= kHole && is_zero(bytes.first(part));
      ssize_t written = static_cast<ssize_t>(part);
      if (!hole) written = TSC_RETRY(pwrite(file, bytes.data(), part, static_cast<off_t>(offset)));
      if (written < 0) return Error::last("write", entry.path);
      reader_.consume_data(static_cast<size_t>(written));
      offset += static_cast<uint64_t>(written);
      left -= static_cast<uint64_t>(written);
      if (!hole) reached = offset;
    }
  }
  if (reached < entry.size && ftruncate(file, static_cast<off_t>(entry.size)) != 0) return Error::last("ftruncate", entry.path);
  return Error::none();
}

Error LayerWriter::add_hard_link(int parent, const std::string& path, const TarEntry& entry) {
  std::string name(split_path(path).name);
  std::string target;
  if (Error error = clean_layer_path(entry.link, &target); !error.ok()) return error;
  SplitPath split = split_path(target);
  std::string target_name(split.name);
  Fd target_parent;
  if (Error error = tree_.existing_directory(split.parent, RESOLVE_IN_ROOT, &target_parent); !error.ok()) return error;
  if (path == target) return Error::none();
  struct stat status {};
  if (fstatat(target_parent.get(), target_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return Error::last("linkat", entry.path + " to " + target);
  }
  if (S_ISDIR(status.st_mode)) return {EISDIR, "linkat", entry.path + " to " + target};
  if (linkat(target_parent.get(), target_name.c_str(), parent, name.c_str(), 0) == 0) return Error::none();
  if (errno != EEXIST) return Error::last("linkat", entry.path + " to " + target);
  if (Error error = clear(parent, name.c_str()); !error.ok()) return error;
  if (linkat(target_parent.get(), target_name.c_str(), parent, name.c_str(), 0) != 0) {
    return Error::last("linkat", entry.path + " to " + target);
  }
  return Error::none();
}

Error LayerWriter::add_symlink(int parent, const std::string& path, const TarEntry& entry) {
  std::string name(split_path(path).name);
  if (Error error = clear(parent, name.c_str()); !error.ok()) return error;
  if (symlinkat(entry.link.c_str(), parent, name.c_str()) != 0) return Error::last("symlinkat", path);
  return set_attributes_at(parent, name.c_str(), entry);
}

Error LayerWriter::add_device(int parent, const std::string& path, const TarEntry& entry) {
  std::string name(split_path(path).name);
  if (entry.device_major > UINT32_MAX || entry.device_minor > UINT32_MAX) return {EBADMSG, "tar", "device number of '" + path + "'"};
  mode_t kind = entry.type == TarEntry::Type::fifo      ? S_IFIFO
                : entry.type == TarEntry::Type::character ? S_IFCHR
                                                          : S_IFBLK;
  dev_t device = makedev(static_cast<unsigned>(entry.device_major), static_cast<unsigned>(entry.device_minor));
  if (Error error = clear(parent, name.c_str()); !error.ok()) return error;
  if (mknodat(parent, name.c_str(), kind | 0600, kind == S_IFIFO ? 0 : device) != 0) return Error::last("mknodat", path);
  return set_attributes_at(parent, name.c_str(), entry);
}

Error LayerWriter::finish() {
  for (const DirectoryTime& time : directory_times_) {
    Fd directory;
    Error error = tree_.existing_directory(time.path, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS, &directory);
    // A later entry of the same name may have taken the directory's place.
    if (error.code == ENOENT || error.code == ENOTDIR || error.code == ELOOP) continue;
    if (!error.ok()) return error;
    if (error = set_mtime(directory.get(), time.mtime); !error.ok()) return error;
  }
  return Error::none();
}

}  // namespace tscompose::layer
