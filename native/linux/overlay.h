// Overlay mounts.
#pragma once
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

struct OverlayLayers {
  const std::vector<std::string>& lower;  // topmost first
  const std::string& upper;
  const std::string& work;
};

// Mounts an overlay on the directory `target` of the calling process's mount namespace and opens its root (O_PATH). Without
// lower layers the upper directory itself is mounted. Changes the working directory.
Error mount_overlay(Fd& root, const std::string& target, const OverlayLayers& layers);

}  // namespace tscompose::linux_api
