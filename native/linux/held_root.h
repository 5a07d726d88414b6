// The file system of a container that does not run, mounted where nobody sees it.
#pragma once
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"
#include "linux/overlay.h"

namespace tscompose::linux_api {

struct HeldBind {
  std::string source;
  // Absolute, in the container.
  std::string target;
  bool read_only = false;
};

struct HeldRoot {
  // Opened with O_PATH.
  Fd root;
  // The mounts are there as long as this is open.
  Fd mount_namespace;
};

// Mounts overlay and binds in a mount namespace of their own. The calling thread gets into it, so it must be one that ends then;
// `target` is a directory to mount on. Targets of binds that are missing are made.
Error hold_root(HeldRoot* held, const std::string& target, const OverlayLayers& layers, const std::vector<HeldBind>& binds);

}  // namespace tscompose::linux_api
