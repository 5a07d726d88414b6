#include "layer/layer_path.h"

namespace tscompose::layer {

Error clean_layer_path(std::string_view name, std::string* path) {
  path->clear();
  if (name.find('\0') != std::string_view::npos) return {EBADMSG, "tar", "a name with a NUL in it"};
  while (!name.empty()) {
    size_t slash = name.find('/');
    std::string_view part = name.substr(0, slash);
    name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (path->empty()) return {EBADMSG, "tar", "a name that leaves the layer through '..'"};
      path->resize(split_path(*path).parent.size());
      continue;
    }
    if (!path->empty()) *path += '/';
    *path += part;
  }
  return Error::none();
}

SplitPath split_path(std::string_view path) {
  size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace tscompose::layer
