#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "layer/growing_blob.h"
#include "layer/layer_writer.h"

namespace tscompose::layer {

struct UnpackResult {
  // sha256 of the uncompressed archive: what the image config calls the layer's diff id.
  std::string diff_id;
  // Sum of the sizes of the files that there are.
  uint64_t bytes = 0;
  uint64_t entries = 0;
  // It shows nothing of the layers below it.
  bool hides_all = false;
};

struct UnpackRequest {
  // The blob: a file, or one that is still coming in.
  std::string blob;
  std::shared_ptr<const GrowingBlob> growing;
  // An existing empty directory.
  std::string destination;
  // Bytes of the archive, and of the files that it makes, beyond which it is refused.
  uint64_t max_bytes = UINT64_MAX;
  // An archive of files that is no layer; the destination may hold anything.
  std::optional<PlainFiles> plain;
};

// Unpacks a layer blob. Decompression runs in a thread of its own beside the caller's. EBADMSG for a blob that is damaged, cut
// short or hostile; EFBIG beyond the limits; ECANCELED after `cancelled` was set (and the growing blob woken) or the blob given
// up; ESTALE when a growing blob began anew; else the errno of the failed call. What was unpacked before an error stays for the
// caller to remove. `cancelled` is set at the end in any case.
Error unpack_layer(const UnpackRequest& request, std::atomic<bool>& cancelled, UnpackResult* result);

}  // namespace tscompose::layer
