// Layer blobs are gzip, zstd or plain tar; which, is read from their first bytes and never from what a manifest says.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "core/result.h"

namespace tscompose::layer {

class Decompressor {
 public:
  virtual ~Decompressor() = default;
  // Moves bytes from the front of `in` to the front of `out` and advances both. Room left in `out` means that `in` is used up
  // and nothing is held back.
  virtual Error step(std::span<const uint8_t>& in, std::span<uint8_t>& out) = 0;
  // True where the compressed stream may end: a blob that ends elsewhere is truncated.
  virtual bool at_end() const = 0;
};

// Chooses by the blob's first bytes (four or more, unless the blob is shorter).
Error make_decompressor(std::span<const uint8_t> first, std::unique_ptr<Decompressor>* decompressor);

}  // namespace tscompose::layer
