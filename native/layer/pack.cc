#include "layer/pack.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/sysmacros.h>

#include "layer/file_attributes.h"
#include "layer/layer_stack.h"
#include "layer/tar_writer.h"

namespace tscompose::layer {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
constexpr size_t kReadSize = 256 * 1024;

class Packer {
 public:
  Packer(HashingSink& sink, bool whiteouts, PackResult& result)
      : writer_(sink), whiteouts_(whiteouts), result_(result), buffer_(kReadSize) {}

  Error directory(const StackDirectory& here, const StackDirectory& below, const std::string& prefix);
  // A live tree's entry, named `path` in the archive.
  Error object(const StackDirectory& here, const std::string& path, const std::string& name, const StackEntry& found);
  Error finish() { return writer_.finish(); }

 private:
  Error entry(const StackDirectory& here, const StackDirectory& below, const std::string& path, const std::string& name,
              const StackEntry& found);
  Error describe(int parent, const std::string& name, const struct stat& status, TarEntry* entry);
  Error file(int parent, const std::string& name, const TarEntry& entry);
  Error marker(const std::string& path);

  TarWriter writer_;
  bool whiteouts_;
  bool live_ = false;
  PackResult& result_;
  std::vector<uint8_t> buffer_;
  // First path of each inode that has several.
  std::map<std::pair<dev_t, ino_t>, std::string> links_;
};

Error Packer::directory(const StackDirectory& here, const StackDirectory& below, const std::string& prefix) {
  std::map<std::string, StackEntry> entries;
  if (Error error = here.entries(whiteouts_, &entries); !error.ok()) return error;
  for (const auto& [name, found] : entries) {
    Error error = entry(here, below, prefix + name, name, found);
    // Of a live tree something may go at any time.
    if (!error.ok() && !(live_ && error.code == ENOENT)) {
      if (error.subject.find(prefix + name) == std::string::npos) error.subject = prefix + name;
      return error;
    }
  }
  return Error::none();
}

Error Packer::object(const StackDirectory& here, const std::string& path, const std::string& name, const StackEntry& found) {
  live_ = true;
  StackDirectory below;
  return entry(here, below, path, name, found);
}

Error Packer::entry(const StackDirectory& here, const StackDirectory& below, const std::string& path, const std::string& name,
                    const StackEntry& found) {
  if (is_whiteout(found.status)) {
    StackEntry hidden;
    std::string prefix = path.substr(0, path.size() - name.size());
    return below.find(name, &hidden) ? marker(prefix + std::string(kWhiteout) + name) : Error::none();
  }
  if (S_ISSOCK(found.status.st_mode)) return Error::none();
  TarEntry entry;
  entry.path = path;
  int parent = here.descriptor(found.from);
  if (Error error = describe(parent, name, found.status, &entry); !error.ok()) return error;
  ++result_.entries;
  if (entry.type == TarEntry::Type::file) return file(parent, name, entry);
  if (Error error = writer_.add(entry); !error.ok()) return error;
  if (entry.type != TarEntry::Type::directory) return Error::none();
  StackDirectory inner, inner_below;
  if (Error error = here.child(name, &inner); !error.ok()) return error;
  if (Error error = below.child(name, &inner_below); !error.ok()) return error;
  if (whiteouts_ && inner.opaque() && !inner_below.empty()) {
    if (Error error = marker(path + "/" + std::string(kOpaque)); !error.ok()) return error;
  }
  return directory(inner, inner_below, path + "/");
}

Error Packer::describe(int parent, const std::string& name, const struct stat& status, TarEntry* entry) {
  entry->mode = status.st_mode & 07777;
  entry->uid = status.st_uid;
  entry->gid = status.st_gid;
  entry->mtime = status.st_mtim;
  if (!S_ISDIR(status.st_mode) && status.st_nlink > 1) {
    auto [first, is_first] = links_.try_emplace({status.st_dev, status.st_ino}, entry->path);
    if (!is_first) {
      entry->type = TarEntry::Type::hard_link;
      entry->link = first->second;
      return Error::none();
    }
  }
  switch (status.st_mode & S_IFMT) {
    case S_IFREG:
      entry->type = TarEntry::Type::file;
      entry->size = static_cast<uint64_t>(status.st_size);
      break;
    case S_IFDIR: entry->type = TarEntry::Type::directory; break;
    case S_IFIFO: entry->type = TarEntry::Type::fifo; break;
    case S_IFLNK: {
      entry->type = TarEntry::Type::symlink;
      entry->link.resize(PATH_MAX);
      ssize_t size = readlinkat(parent, name.c_str(), entry->link.data(), entry->link.size());
      if (size < 0) return Error::last("readlinkat", entry->path);
      entry->link.resize(static_cast<size_t>(size));
      break;
    }
    default:
      entry->type = S_ISBLK(status.st_mode) ? TarEntry::Type::block : TarEntry::Type::character;
      entry->device_major = major(status.st_rdev);
      entry->device_minor = minor(status.st_rdev);
  }
  return read_xattrs(parent, name, &entry->xattrs);
}

// A file that shrinks while it is read is filled with zeros: its size stands in the archive already.
Error Packer::file(int parent, const std::string& name, const TarEntry& entry) {
  Fd input(TSC_RETRY(openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)));
  if (!input.valid()) return Error::last("openat", entry.path);
  if (Error error = writer_.add(entry); !error.ok()) return error;
  uint64_t left = entry.size;
  while (left > 0) {
    ssize_t got = TSC_RETRY(read(input.get(), buffer_.data(), std::min<uint64_t>(left, buffer_.size())));
    if (got < 0) return Error::last("read", entry.path);
    if (got == 0) break;
    if (Error error = writer_.data({buffer_.data(), static_cast<size_t>(got)}); !error.ok()) return error;
    left -= static_cast<uint64_t>(got);
  }
  if (Error error = writer_.zeros(left); !error.ok()) return error;
  result_.bytes += entry.size;
  return writer_.end_data(entry.size);
}

Error Packer::marker(const std::string& path) {
  TarEntry entry;
  entry.path = path;
  entry.mode = 0600;
  ++result_.entries;
  return writer_.add(entry);
}

}  // namespace

Error pack_layers(const PackRequest& request, int output, PackResult* result) {
  StackDirectory root, below;
  if (Error error = root.open(request.layers); !error.ok()) return error;
  if (Error error = below.open(request.below); !error.ok()) return error;
  HashingSink sink(output);
  if (Error error = sink.start(); !error.ok()) return error;
  Packer packer(sink, request.layers.size() == 1, *result);
  if (Error error = packer.directory(root, below, ""); !error.ok()) return error;
  if (Error error = packer.finish(); !error.ok()) return error;
  result->diff_id = sink.digest();
  return Error::none();
}

Error pack_tree(int parent, const std::string& name, const std::string& as, int output, PackResult* result) {
  StackDirectory here;
  if (Error error = here.adopt(parent); !error.ok()) return error;
  StackEntry found;
  if (fstatat(parent, name.c_str(), &found.status, AT_SYMLINK_NOFOLLOW) != 0) return Error::last("fstatat", name);
  HashingSink sink(output);
  if (Error error = sink.start(); !error.ok()) return error;
  Packer packer(sink, false, *result);
  if (Error error = packer.object(here, as, name, found); !error.ok()) return error;
  return packer.finish();
}

}  // namespace tscompose::layer
