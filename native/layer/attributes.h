// Ownership, mode, attributes and times of a new file, in the order that the kernel needs: chown takes set-id bits and
// capabilities away, so it comes first; times come last.
#pragma once
#include "core/result.h"
#include "layer/tar_reader.h"

namespace tscompose::layer {

Error set_attributes(int file, const TarEntry& entry);
// The same for what cannot be opened: symlinks, devices, FIFOs.
Error set_attributes_at(int parent, const char* name, const TarEntry& entry);
Error set_mtime(int file, timespec mtime);

}  // namespace tscompose::layer
