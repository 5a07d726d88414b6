#include "layer/tar_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "core/io.h"

namespace tscompose::layer {
namespace {

constexpr size_t kBuffer = 256 * 1024;
constexpr uint64_t kMaxOctal7 = 07777777;
constexpr uint64_t kMaxOctal11 = 077777777777;
constexpr size_t kNameField = 100;
constexpr std::string_view kPaxName = "PaxHeaders/entry";

char type_letter(TarEntry::Type type) {
  switch (type) {
    case TarEntry::Type::file: return '0';
    case TarEntry::Type::hard_link: return '1';
    case TarEntry::Type::symlink: return '2';
    case TarEntry::Type::character: return '3';
    case TarEntry::Type::block: return '4';
    case TarEntry::Type::directory: return '5';
    case TarEntry::Type::fifo: return '6';
  }
  return '0';
}

bool is_plain(std::string_view text) {
  return text.size() <= kNameField && std::all_of(text.begin(), text.end(), [](char c) { return c > 0 && c < 0x7f; });
}

// "LENGTH KEY=VALUE\n", where the length counts its own digits.
void append_record(std::string& records, std::string_view key, std::string_view value) {
  size_t rest = key.size() + value.size() + 3;
  size_t length = rest + std::to_string(rest).size();
  if (rest + std::to_string(length).size() != length) length = rest + std::to_string(length).size();
  records.append(std::to_string(length)).append(" ").append(key).append("=").append(value).append("\n");
}

std::string pax_records(const TarEntry& entry, std::string_view name) {
  std::string records;
  if (!is_plain(name)) append_record(records, "path", name);
  if (!is_plain(entry.link)) append_record(records, "linkpath", entry.link);
  if (entry.uid > kMaxOctal7) append_record(records, "uid", std::to_string(entry.uid));
  if (entry.gid > kMaxOctal7) append_record(records, "gid", std::to_string(entry.gid));
  if (entry.size > kMaxOctal11) append_record(records, "size", std::to_string(entry.size));
  bool time_fits = entry.mtime.tv_sec >= 0 && static_cast<uint64_t>(entry.mtime.tv_sec) <= kMaxOctal11;
  if (!time_fits) append_record(records, "mtime", std::to_string(entry.mtime.tv_sec));
  for (const auto& [key, value] : entry.xattrs) append_record(records, "SCHILY.xattr." + key, value);
  return records;
}

void put_octal(uint8_t* field, size_t digits, uint64_t value) {
  field[digits] = 0;
  for (size_t i = digits; i-- > 0; value >>= 3) field[i] = static_cast<uint8_t>('0' + (value & 7));
}

void put_text(uint8_t* field, size_t size, std::string_view text) { memcpy(field, text.data(), std::min(size, text.size())); }

}  // namespace

Error HashingSink::start() {
  buffer_.reserve(kBuffer);
  return hash_.start();
}

Error HashingSink::write(std::span<const uint8_t> bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    size_t part = std::min(bytes.size(), kBuffer - buffer_.size());
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(part));
    bytes = bytes.subspan(part);
    if (buffer_.size() < kBuffer) continue;
    if (Error error = flush(); !error.ok()) return error;
  }
  return Error::none();
}

Error HashingSink::flush() {
  hash_.update(buffer_);
  Error error = write_all(fd_, {reinterpret_cast<const char*>(buffer_.data()), buffer_.size()}, "archive");
  buffer_.clear();
  return error;
}

Error TarWriter::add(const TarEntry& entry) {
  std::string name = entry.path;
  if (entry.type == TarEntry::Type::directory) name += '/';
  uint64_t size = entry.type == TarEntry::Type::file ? entry.size : 0;
  std::string records = pax_records(entry, name);
  if (!records.empty()) {
    TarEntry pax;
    if (Error error = write_header(pax, 'x', records.size(), kPaxName); !error.ok()) return error;
    if (Error error = data({reinterpret_cast<const uint8_t*>(records.data()), records.size()}); !error.ok()) return error;
    if (Error error = end_data(records.size()); !error.ok()) return error;
  }
  return write_header(entry, type_letter(entry.type), size, name);
}

Error TarWriter::write_header(const TarEntry& entry, char type, uint64_t size, std::string_view name) {
  std::array<uint8_t, kTarBlock> block{};
  uint8_t* at = block.data();
  put_text(at, kNameField, name);
  put_octal(at + 100, 7, entry.mode & 07777);
  put_octal(at + 108, 7, std::min(entry.uid, kMaxOctal7));
  put_octal(at + 116, 7, std::min(entry.gid, kMaxOctal7));
  put_octal(at + 124, 11, std::min(size, kMaxOctal11));
  uint64_t seconds = entry.mtime.tv_sec < 0 ? 0 : static_cast<uint64_t>(entry.mtime.tv_sec);
  put_octal(at + 136, 11, std::min(seconds, kMaxOctal11));
  at[156] = static_cast<uint8_t>(type);
  put_text(at + 157, kNameField, entry.link);
  put_text(at + 257, 8, std::string_view("ustar\00000", 8));
  put_octal(at + 329, 7, entry.device_major);
  put_octal(at + 337, 7, entry.device_minor);
  // The checksum counts its own field as spaces.
  memset(at + 148, ' ', 8);
  unsigned sum = 0;
  for (uint8_t byte : block) sum += byte;
  put_octal(at + 148, 6, sum);
  return sink_.write(block);
}

Error TarWriter::zeros(uint64_t count) {
  static constexpr std::array<uint8_t, 4096> kZeros{};
  for (; count > 0; count -= std::min<uint64_t>(count, kZeros.size())) {
    std::span<const uint8_t> part(kZeros.data(), std::min<uint64_t>(count, kZeros.size()));
    if (Error error = sink_.write(part); !error.ok()) return error;
  }
  return Error::none();
}

Error TarWriter::end_data(uint64_t size) { return zeros((kTarBlock - size % kTarBlock) % kTarBlock); }

Error TarWriter::finish() {
  if (Error error = zeros(2 * kTarBlock); !error.ok()) return error;
  return sink_.flush();
}

}  // namespace tscompose::layer
