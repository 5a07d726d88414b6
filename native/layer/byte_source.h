#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/result.h"

namespace tscompose::layer {

// A stream of bytes that is looked at in place and then consumed.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The bytes at hand; empty only at the end of the stream.
  virtual Error peek(std::span<const uint8_t>* bytes) = 0;
  // `size` is at most what peek showed.
  virtual void consume(size_t size) = 0;

  // Copies up to `size` bytes; fewer only at the end of the stream.
  Error read(uint8_t* out, size_t size, size_t* got) {
    *got = 0;
    while (*got < size) {
      std::span<const uint8_t> bytes;
      if (Error error = peek(&bytes); !error.ok()) return error;
      if (bytes.empty()) break;
      size_t part = std::min(bytes.size(), size - *got);
      memcpy(out + *got, bytes.data(), part);
      consume(part);
      *got += part;
    }
    return Error::none();
  }
};

}  // namespace tscompose::layer
