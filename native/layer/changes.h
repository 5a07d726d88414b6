#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace tscompose::layer {

struct Change {
  enum class Kind { changed, added, deleted };
  Kind kind = Kind::changed;
  // Absolute, as a container sees it.
  std::string path;
};

struct ChangesResult {
  // Sorted by path; a directory is changed when something in it is.
  std::vector<Change> changes;
  // Bytes of the files in the upper directory.
  uint64_t bytes = 0;
};

// What the upper directory of an overlay changes in the layers below it (topmost first). A file counts as changed by its
// kind, mode, owner, size, time, device and capabilities; its content is not read.
Error find_changes(const std::string& upper, const std::vector<std::string>& below, ChangesResult* result);

}  // namespace tscompose::layer
