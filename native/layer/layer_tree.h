// The directory that a layer is unpacked into. Paths in it are only ever resolved beneath its descriptor, as if it were the
// root (openat2 RESOLVE_IN_ROOT): a symlink of the layer, absolute or with any number of "..", stays inside.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/result.h"
#include "layer/layer_path.h"

namespace tscompose::layer {

// True for what overlayfs takes as a whiteout: a character device 0/0.
bool is_whiteout(int parent, const char* name);
Error make_whiteout(int parent, const char* name);
// Hides what lower layers have in this directory.
Error make_opaque(int directory);

class LayerTree {
 public:
  Error open(const std::string& directory);
  int root() const { return root_.get(); }

  // Descriptor of the directory that `path` (clean, maybe empty) lies in, made with mode 0755 where the layer lacks it. It
  // stays valid until the next call.
  Error parent_of(std::string_view path, int* parent);
  // Like parent_of, but ENOENT where it is missing; the caller owns the descriptor.
  Error existing_directory(std::string_view path, uint64_t resolve, Fd* directory) const;
  // Directories that no entry named.
  uint64_t made() const { return made_; }
  // A directory was replaced: descriptors kept for speed may point at what is gone.
  void forget() { cached_.reset(); }
  // The next entries most likely lie in `directory`.
  void remember(std::string path, Fd directory);

 private:
  Error make_directories(std::string_view path, Fd* directory);

  Fd root_;
  Fd cached_;
  std::string cached_path_;
  uint64_t made_ = 0;
};

}  // namespace tscompose::layer
