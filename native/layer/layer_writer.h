// Puts the entries of a layer archive into its directory: ownership, modes, times, attributes, and whiteouts in the form that
// overlayfs understands.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "layer/layer_tree.h"
#include "layer/tar_reader.h"

namespace tscompose::layer {

struct Owner {
  uint32_t uid = 0;
  uint32_t gid = 0;
};

// How an archive is unpacked that is no layer: into a tree in use, where no name means a whiteout, the directory itself stays as
// it is, and no directory takes the place of anything else or gives way to it (EEXIST).
struct PlainFiles {
  // Of all that comes; absent: as the archive says.
  std::optional<Owner> owner;
};

class LayerWriter {
 public:
  // `max_bytes`: sum of the sizes of files beyond which the layer is refused (EFBIG). Other limits, of what takes room without
  // bytes in files, are fixed.
  LayerWriter(TarReader& reader, uint64_t max_bytes, std::optional<PlainFiles> plain = std::nullopt)
      : reader_(reader), max_bytes_(max_bytes), plain_(plain) {}

  Error open(const std::string& directory) { return tree_.open(directory); }
  Error add(const TarEntry& entry);
  // Sets the times of directories, which later entries would change again.
  Error finish();

  // Sum of the sizes of all files that came, also of those that later entries replaced.
  uint64_t bytes() const { return bytes_; }
  bool replaced() const { return replaced_; }
  uint64_t entries() const { return entries_; }
  // Whether nothing of lower layers shows. overlayfs looks for that mark on every directory but the topmost.
  bool hides_all() const { return hides_all_; }

 private:
  struct DirectoryTime {
    std::string path;
    timespec mtime;
  };

  Error add_entry(const TarEntry& entry);
  Error add_whiteout(int parent, const std::string& path, std::string_view name);
  Error add_directory(int parent, const std::string& path, const TarEntry& entry);
  Error add_file(int parent, const std::string& path, const TarEntry& entry);
  Error add_hard_link(int parent, const std::string& path, const TarEntry& entry);
  Error add_symlink(int parent, const std::string& path, const TarEntry& entry);
  Error add_device(int parent, const std::string& path, const TarEntry& entry);
  Error finish_directory(const std::string& path, const TarEntry& entry, Fd directory);
  Error write_data(int file, const TarEntry& entry);
  Error clear(int parent, const char* name);
  Error add_at(int parent, const std::string& path, const TarEntry& entry);

  TarReader& reader_;
  uint64_t max_bytes_;
  std::optional<PlainFiles> plain_;
  LayerTree tree_;
  std::vector<DirectoryTime> directory_times_;
  // Bytes of the paths in directory_times_.
  uint64_t directory_bytes_ = 0;
  uint64_t bytes_ = 0;
  uint64_t entries_ = 0;
  bool hides_all_ = false;
  bool replaced_ = false;
};

}  // namespace tscompose::layer
