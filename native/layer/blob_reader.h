// Where the compressed bytes of a layer come from: a file that is whole, or one that grows meanwhile.
#pragma once
#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "layer/growing_blob.h"

namespace tscompose::layer {

class BlobReader {
 public:
  virtual ~BlobReader() = default;
  // Some bytes, as soon as there are any; none only at the end. ECANCELED when it was given up, ESTALE when what was read so far
  // turned out worthless.
  virtual Error read(std::span<uint8_t> out, size_t* got) = 0;
};

// `cancelled` must outlive the reader.
Error read_whole_blob(const std::string& path, const std::atomic<bool>& cancelled, std::unique_ptr<BlobReader>* reader);
std::unique_ptr<BlobReader> follow_blob(std::shared_ptr<const GrowingBlob> blob, const std::atomic<bool>& cancelled);

}  // namespace tscompose::layer
