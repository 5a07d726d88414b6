#pragma once
#include <string>
#include <string_view>

#include "core/result.h"

namespace tscompose::layer {

// A name from an archive made relative to the layer's root: without leading or doubled slashes, "." and ".." parts; empty for the
// root itself. A ".." takes back the part before it, whatever that is in the layer, as in Docker. EBADMSG for a name that leaves the
// root, or with a NUL in it.
Error clean_layer_path(std::string_view name, std::string* path);

// "a/b/c" → "a/b" and "c"; "c" → "" and "c".
struct SplitPath {
  std::string_view parent;
  std::string_view name;
};
SplitPath split_path(std::string_view path);

}  // namespace tscompose::layer
