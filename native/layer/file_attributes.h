#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace tscompose::layer {

// The attributes of `name` in `parent` that belong into an archive, sorted: not those of overlayfs, and not the labels and
// signatures that this machine's own security modules put on every file.
Error read_xattrs(int parent, const std::string& name, std::vector<std::pair<std::string, std::string>>* xattrs);

}  // namespace tscompose::layer
