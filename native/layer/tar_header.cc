#include "layer/tar_header.h"

#include <algorithm>
#include <cstring>

namespace tscompose::layer {
namespace {

Error malformed(const char* what) { return {EBADMSG, "tar", what}; }

std::string text(TarBlock block, size_t offset, size_t size) {
  const char* start = reinterpret_cast<const char*>(block.data() + offset);
  return {start, strnlen(start, size)};
}

// The sum of all bytes, the checksum's own eight taken as spaces. Some old writers summed signed characters.
bool checksum_matches(TarBlock block) {
  int64_t expected = 0;
  if (!parse_tar_number(block.subspan(148, 8), &expected)) return false;
  int64_t as_unsigned = 0;
  int64_t as_signed = 0;
  for (size_t i = 0; i < block.size(); ++i) {
    uint8_t byte = i >= 148 && i < 156 ? ' ' : block[i];
    as_unsigned += byte;
    as_signed += static_cast<int8_t>(byte);
  }
  return expected == as_unsigned || expected == as_signed;
}

bool unsigned_number(TarBlock block, size_t offset, size_t size, uint64_t* value) {
  int64_t number = 0;
  if (!parse_tar_number(block.subspan(offset, size), &number) || number < 0) return false;
  *value = static_cast<uint64_t>(number);
  return true;
}

}  // namespace

bool is_zero_block(TarBlock block) {
  return std::all_of(block.begin(), block.end(), [](uint8_t byte) { return byte == 0; });
}

bool parse_tar_number(std::span<const uint8_t> field, int64_t* value) {
  if (!field.empty() && (field[0] & 0x80) != 0) {
    // Two's complement, big-endian, the marker bit taken out.
    bool negative = (field[0] & 0x40) != 0;
    uint64_t number = negative ? ~uint64_t{0} : 0;
    for (size_t i = 0; i < field.size(); ++i) {
      uint8_t byte = field[i];
      if (i == 0) byte = negative ? (byte | 0x80) : (byte & 0x7f);
      uint8_t shifted_out = static_cast<uint8_t>(number >> 56);
      if (shifted_out != (negative ? 0xff : 0)) return false;
      number = (number << 8) | byte;
    }
    if (((number >> 63) != 0) != negative) return false;
    *value = static_cast<int64_t>(number);
    return true;
  }
  size_t i = 0;
  while (i < field.size() && field[i] == ' ') ++i;
  uint64_t number = 0;
  for (; i < field.size() && field[i] >= '0' && field[i] <= '7'; ++i) number = number * 8 + (field[i] - '0');
  if (i < field.size() && field[i] != ' ' && field[i] != 0) return false;
  *value = static_cast<int64_t>(number);
  return true;
}

Error parse_tar_header(TarBlock block, TarHeader* header) {
  if (!checksum_matches(block)) return malformed("checksum of a header is wrong");
  header->name = text(block, 0, 100);
  header->type = block[156] == 0 ? '0' : static_cast<char>(block[156]);
  header->link = text(block, 157, 100);
  uint64_t mode = 0;
  if (!unsigned_number(block, 100, 8, &mode)) return malformed("mode is not a number");
  header->mode = static_cast<mode_t>(mode & 07777);
  if (!unsigned_number(block, 108, 8, &header->uid)) return malformed("uid is not a number");
  if (!unsigned_number(block, 116, 8, &header->gid)) return malformed("gid is not a number");
  if (!unsigned_number(block, 124, 12, &header->size)) return malformed("size is not a number");
  if (!parse_tar_number(block.subspan(136, 12), &header->mtime)) return malformed("mtime is not a number");

  bool posix = memcmp(block.data() + 257, "ustar\0", 6) == 0;
  bool gnu = memcmp(block.data() + 257, "ustar  \0", 8) == 0;
  if (posix || gnu) {
    if (!unsigned_number(block, 329, 8, &header->device_major)) return malformed("device number is not a number");
    if (!unsigned_number(block, 337, 8, &header->device_minor)) return malformed("device number is not a number");
  }
  if (posix) {
    std::string prefix = text(block, 345, 155);
    if (!prefix.empty()) header->name = prefix + "/" + header->name;
  }
  return Error::none();
}

}  // namespace tscompose::layer
