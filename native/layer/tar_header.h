// One 512-byte header block of a tar archive: v7, ustar (POSIX.1-1988) and old GNU.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <ctime>
#include <span>
#include <string>

#include "core/result.h"

namespace tscompose::layer {

constexpr size_t kTarBlock = 512;

// Where data of a sparse file lies; the rest is holes.
struct SparseSegment {
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct TarHeader {
  std::string name;
  std::string link;
  char type = '0';
  mode_t mode = 0;
  uint64_t uid = 0;
  uint64_t gid = 0;
  // Bytes of data that follow in the archive.
  uint64_t size = 0;
  int64_t mtime = 0;
  uint64_t device_major = 0;
  uint64_t device_minor = 0;
};

using TarBlock = std::span<const uint8_t, kTarBlock>;

bool is_zero_block(TarBlock block);
// EBADMSG for a wrong checksum or number.
Error parse_tar_header(TarBlock block, TarHeader* header);
// A numeric field: octal text, or base-256 when the first bit is set. False for anything else.
bool parse_tar_number(std::span<const uint8_t> field, int64_t* value);

}  // namespace tscompose::layer
