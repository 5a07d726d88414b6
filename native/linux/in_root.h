// Paths that come from images or users, resolved beneath an opened directory (openat2, RESOLVE_IN_ROOT): symbolic links and ".."
// cannot lead out of it.
#pragma once
#include <sys/types.h>

#include <string>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

Error open_in_root(Fd& out, int root, const std::string& path, int flags);

// Opens a directory (O_PATH), making it and its parents with `mode` when missing. `created` tells whether it was.
Error make_directory_in_root(Fd& out, int root, const std::string& path, mode_t mode, bool* created = nullptr);

// Opens a file (O_PATH), making an empty one and its parent directories when missing.
Error make_file_in_root(Fd& out, int root, const std::string& path, mode_t mode);

}  // namespace tscompose::linux_api
