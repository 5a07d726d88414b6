#pragma once
#include <cstdint>
#include <string>

#include "core/result.h"

namespace tscompose::layer {

struct UnpackResult {
  // sha256 of the uncompressed archive: what the image config calls the layer's diff id.
  std::string diff_id;
  // Sum of the sizes of files.
  uint64_t bytes = 0;
  uint64_t entries = 0;
};

// Unpacks a layer blob into an existing empty directory. Decompression runs in a thread of its own beside the caller's.
// EBADMSG for a blob that is damaged, cut short or hostile; EFBIG beyond `max_bytes`; else the errno of the failed call. What
// was unpacked before an error stays for the caller to remove.
Error unpack_layer(const std::string& blob, const std::string& destination, uint64_t max_bytes, UnpackResult* result);

}  // namespace tscompose::layer
