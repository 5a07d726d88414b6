// Copies a directory's content with owners, modes, times and extended attributes.
#pragma once
#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

// Fills the directory `to` with what is in `from`, and gives `to` itself the owner and mode of `from`. Symbolic links are copied
// as such, hard links become files of their own, sockets are left out. Both descriptors may be O_PATH.
Error copy_tree(const Fd& from, const Fd& to);

// True when the directory holds nothing; a fresh ext4 file system's lost+found doesn't count.
Error is_empty_directory(const Fd& directory, bool& empty);

}  // namespace tscompose::linux_api
