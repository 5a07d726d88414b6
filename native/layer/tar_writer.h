// Writes tar archives: ustar headers (POSIX.1-1988), and PAX records (POSIX.1-2001) for what those cannot hold.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "layer/sha256.h"
#include "layer/tar_reader.h"

namespace tscompose::layer {

// A descriptor that is written in large pieces, with the digest and the number of all bytes.
class HashingSink {
 public:
  // The descriptor stays the caller's.
  explicit HashingSink(int fd) : fd_(fd) {}
  Error start();
  Error write(std::span<const uint8_t> bytes);
  Error flush();
  // Of all that was written; the sink is spent afterwards.
  std::string digest() { return hash_.finish(); }
  uint64_t bytes() const { return bytes_; }

 private:
  int fd_;
  Sha256 hash_;
  std::vector<uint8_t> buffer_;
  uint64_t bytes_ = 0;
};

class TarWriter {
 public:
  explicit TarWriter(HashingSink& sink) : sink_(sink) {}

  // The entry's header; `size` bytes of data must follow where it is a file. Times are cut to seconds, as Docker's are.
  Error add(const TarEntry& entry);
  Error data(std::span<const uint8_t> bytes) { return sink_.write(bytes); }
  // Zeros for what a file has lost since its size was asked for.
  Error zeros(uint64_t count);
  // Fills the last block of an entry's data.
  Error end_data(uint64_t size);
  Error finish();

 private:
  Error write_header(const TarEntry& entry, char type, uint64_t size, std::string_view name);

  HashingSink& sink_;
};

}  // namespace tscompose::layer
