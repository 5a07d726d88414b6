#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace tscompose::layer {

struct PackRequest {
  // Topmost first. One: its whiteouts become those of OCI (image-spec layer.md). Several: what they show together.
  std::vector<std::string> layers;
  // Layers under the one that is packed: a whiteout of what they don't have is left out.
  std::vector<std::string> below;
};

struct PackResult {
  // sha256 of the archive: a layer's diff id.
  std::string diff_id;
  // Sum of the sizes of files.
  uint64_t bytes = 0;
  uint64_t entries = 0;
};

// Writes directories as a tar archive to a blocking descriptor, which stays the caller's. Entries are sorted by name; hard links,
// owners of any size, extended attributes and devices are kept, sockets left out, and holes written as zeros (image-spec: sparse
// files should not be used). EPIPE when the reader has gone.
Error pack_layers(const PackRequest& request, int output, PackResult* result);

// Writes one object of a live tree, and all below it, likewise: `name` in the directory `parent` under the name `as`; "." is the
// directory itself. What vanishes while it is read is left out.
Error pack_tree(int parent, const std::string& name, const std::string& as, int output, PackResult* result);

}  // namespace tscompose::layer
