#include "layer/remove_tree.h"

#include <dirent.h>
#include <fcntl.h>

#include <cstring>
#include <memory>

#include "core/fd.h"

namespace tscompose::layer {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// Each level takes a descriptor and a buffer.
constexpr unsigned kMaxDepth = 64;

struct CloseDirectory {
  void operator()(DIR* stream) const { closedir(stream); }
};
using Stream = std::unique_ptr<DIR, CloseDirectory>;

Error open_stream(int parent, const char* name, Stream* stream) {
  int directory = TSC_RETRY(openat(parent, name, kOpenDirectory));
  if (directory < 0) return Error::last("openat", name);
  stream->reset(fdopendir(directory));
  if (*stream != nullptr) return Error::none();
  Error error = Error::last("fdopendir", name);
  close(directory);
  return error;
}

// Removes what is in one directory. What lies too deep is moved up into it and met again in the next round.
class Emptier {
 public:
  explicit Emptier(int top) : top_(top) {}

  Error empty(DIR* stream, unsigned depth) {
    while (dirent* entry = readdir(stream)) {
      const char* name = entry->d_name;
      if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
      if (Error error = remove(dirfd(stream), name, depth); !error.ok()) return error;
    }
    return Error::none();
  }

 private:
  Error remove(int parent, const char* name, unsigned depth) {
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return Error::none();
    if (errno != EISDIR) return Error::last("unlinkat", name);
    if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return Error::none();
    if (depth >= kMaxDepth) return move_up(parent, name);
    Stream stream;
    if (Error error = open_stream(parent, name, &stream); !error.ok()) return error;
    if (Error error = empty(stream.get(), depth + 1); !error.ok()) return error;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? Error::none() : Error::last("rmdir", name);
  }

  Error move_up(int parent, const char* name) {
    for (;;) {
      std::string above = ".moved-" + std::to_string(moved_++);
      if (renameat(parent, name, top_, above.c_str()) == 0 || errno == ENOENT) return Error::none();
      // The name is another entry's.
      if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR) return Error::last("renameat", name);
    }
  }

  int top_;
  unsigned long moved_ = 0;
};

}  // namespace

Error remove_tree(int parent, const char* name) {
  if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return Error::none();
  if (errno != EISDIR) return Error::last("unlinkat", name);
  Stream stream;
  if (Error error = open_stream(parent, name, &stream); !error.ok()) return error;
  Emptier emptier(dirfd(stream.get()));
  while (unlinkat(parent, name, AT_REMOVEDIR) != 0) {
    if (errno == ENOENT) break;
    if (errno != ENOTEMPTY && errno != EEXIST) return Error::last("rmdir", name);
    rewinddir(stream.get());
    if (Error error = emptier.empty(stream.get(), 0); !error.ok()) return error;
  }
  return Error::none();
}

Error remove_tree(const std::string& path) { return remove_tree(AT_FDCWD, path.c_str()); }

}  // namespace tscompose::layer
