#pragma once
#include <string>
#include <vector>

#include "layer/byte_source.h"
#include "layer/pax.h"
#include "layer/tar_header.h"

namespace tscompose::layer {

struct TarEntry {
  enum class Type { file, hard_link, symlink, character, block, directory, fifo };
  Type type = Type::file;
  // As the archive has it; whoever uses it as a path must look at it first.
  std::string path;
  std::string link;
  mode_t mode = 0;
  uint64_t uid = 0;
  uint64_t gid = 0;
  timespec mtime{};
  uint64_t device_major = 0;
  uint64_t device_minor = 0;
  std::vector<std::pair<std::string, std::string>> xattrs;
  // Size of the file when it is unpacked.
  uint64_t size = 0;
  // The segments that the archive holds data for, in order; one that spans the file when it isn't sparse.
  std::vector<SparseSegment> segments;
};

// Reads ustar, PAX and GNU archives from a stream, entry by entry.
class TarReader {
 public:
  explicit TarReader(ByteSource& source) : source_(source) {}

  // The next entry; what is left of the last one's data is skipped. `*end` at the end of the archive.
  Error next(TarEntry* entry, bool* end);
  // Data of the current entry at hand; empty when all of it is consumed.
  Error peek_data(std::span<const uint8_t>* bytes);
  void consume_data(size_t size);

 private:
  Error skip(uint64_t size);
  Error read_block(uint8_t* block, bool* end);
  Error read_header(TarHeader* header, uint8_t* block, bool* end);
  Error read_meta(uint64_t size, std::string* text);
  Error make_entry(const TarHeader& header, TarBlock block, PaxFields& pax, TarEntry* entry);
  Error read_sparse(const TarHeader& header, TarBlock block, PaxFields& pax, TarEntry* entry);
  Error read_gnu_sparse_map(TarBlock block, TarEntry* entry);
  Error read_pax_sparse_map(TarEntry* entry);

  ByteSource& source_;
  uint64_t data_left_ = 0;
  uint64_t padding_ = 0;
  // Bytes that extended headers of the current entry may still take.
  uint64_t meta_left_ = 0;
};

}  // namespace tscompose::layer
