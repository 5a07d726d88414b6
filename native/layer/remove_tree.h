#pragma once
#include <string>

#include "core/result.h"

namespace tscompose::layer {

// Removes a file or a whole directory; absent is success. However deep a directory is (one that its symlinks led an archive
// through may be deeper than any path is long), few descriptors are open at a time.
Error remove_tree(int parent, const char* name);
Error remove_tree(const std::string& path);

}  // namespace tscompose::layer
