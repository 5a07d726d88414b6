#include "layer/tar_reader.h"

namespace tscompose::layer {
namespace {

// Extended headers of one entry hold its names and attributes; what is larger is an attack or damage.
constexpr uint64_t kMaxMeta = 1024 * 1024;

Error malformed(std::string what) { return {EBADMSG, "tar", std::move(what)}; }
Error truncated() { return malformed("the archive ends in the middle of an entry"); }

bool entry_type(const TarHeader& header, TarEntry::Type* type) {
  switch (header.type) {
    case '0':
      // Archives before POSIX mark a directory by its name only.
      *type = header.name.ends_with('/') ? TarEntry::Type::directory : TarEntry::Type::file;
      return true;
    case '7':
    case 'S': *type = TarEntry::Type::file; return true;
    case '1': *type = TarEntry::Type::hard_link; return true;
    case '2': *type = TarEntry::Type::symlink; return true;
    case '3': *type = TarEntry::Type::character; return true;
    case '4': *type = TarEntry::Type::block; return true;
    case '5': *type = TarEntry::Type::directory; return true;
    case '6': *type = TarEntry::Type::fifo; return true;
    default: return false;
  }
}

}  // namespace

Error TarReader::skip(uint64_t size) {
  while (size > 0) {
    std::span<const uint8_t> bytes;
    if (Error error = source_.peek(&bytes); !error.ok()) return error;
    if (bytes.empty()) return truncated();
    size_t part = std::min<uint64_t>(bytes.size(), size);
    source_.consume(part);
    size -= part;
  }
  return Error::none();
}

Error TarReader::peek_data(std::span<const uint8_t>* bytes) {
  *bytes = {};
  if (data_left_ == 0) return Error::none();
  if (Error error = source_.peek(bytes); !error.ok()) return error;
  if (bytes->empty()) return truncated();
  if (bytes->size() > data_left_) *bytes = bytes->first(data_left_);
  return Error::none();
}

void TarReader::consume_data(size_t size) {
  source_.consume(size);
  data_left_ -= size;
}

Error TarReader::read_block(uint8_t* block, bool* end) {
  size_t got = 0;
  if (Error error = source_.read(block, kTarBlock, &got); !error.ok()) return error;
  *end = got == 0;
  return got == 0 || got == kTarBlock ? Error::none() : truncated();
}

Error TarReader::read_header(TarHeader* header, uint8_t* block, bool* end) {
  if (Error error = skip(data_left_ + padding_); !error.ok()) return error;
  data_left_ = padding_ = 0;
  if (Error error = read_block(block, end); !error.ok() || *end) return error;
  // Two zero blocks end an archive; one alone does as well, as every reader takes it.
  if (is_zero_block(TarBlock(block, kTarBlock))) {
    *end = true;
    return Error::none();
  }
  if (Error error = parse_tar_header(TarBlock(block, kTarBlock), header); !error.ok()) return error;
  data_left_ = header->size;
  padding_ = (kTarBlock - header->size % kTarBlock) % kTarBlock;
  return Error::none();
}

Error TarReader::read_meta(uint64_t size, std::string* text) {
  if (size > meta_left_) return malformed("extended headers of more than " + std::to_string(kMaxMeta) + " bytes");
  meta_left_ -= size;
  text->resize(size);
  size_t got = 0;
  if (Error error = source_.read(reinterpret_cast<uint8_t*>(text->data()), size, &got); !error.ok()) return error;
  if (got < size) return truncated();
  data_left_ = 0;
  return Error::none();
}

Error TarReader::next(TarEntry* entry, bool* end) {
  PaxFields pax;
  std::string long_name;
  std::string long_link;
  meta_left_ = kMaxMeta;
  for (;;) {
    TarHeader header;
    uint8_t block[kTarBlock];
    if (Error error = read_header(&header, block, end); !error.ok() || *end) return error;
    std::string text;
    switch (header.type) {
      case 'x':
        if (Error error = read_meta(header.size, &text); !error.ok()) return error;
        if (Error error = parse_pax(text, &pax); !error.ok()) return error;
        break;
      case 'L':
        if (Error error = read_meta(header.size, &long_name); !error.ok()) return error;
        break;
      case 'K':
        if (Error error = read_meta(header.size, &long_link); !error.ok()) return error;
        break;
      case 'g':  // Says something of all entries that no layer needs; image builders put commit ids there.
        break;
      default:
        if (!long_name.empty()) header.name = long_name.c_str();
        if (!long_link.empty()) header.link = long_link.c_str();
        return make_entry(header, TarBlock(block, kTarBlock), pax, entry);
    }
  }
}

Error TarReader::make_entry(const TarHeader& header, TarBlock block, PaxFields& pax, TarEntry* entry) {
  *entry = {};
  entry->path = pax.path.value_or(header.name);
  entry->link = pax.link_path.value_or(header.link);
  TarHeader named = header;
  named.name = entry->path;
  if (!entry_type(named, &entry->type)) {
    return malformed("'" + entry->path + "' is of the unknown type '" + std::string(1, header.type) + "'");
  }
  entry->mode = header.mode;
  entry->uid = pax.uid.value_or(header.uid);
  entry->gid = pax.gid.value_or(header.gid);
  entry->mtime = pax.mtime.value_or(timespec{.tv_sec = header.mtime, .tv_nsec = 0});
  entry->device_major = header.device_major;
  entry->device_minor = header.device_minor;
  entry->xattrs = std::move(pax.xattrs);

  // Only files have data; others name a size at times (hard links: that of the file) and nothing follows.
  data_left_ = entry->type == TarEntry::Type::file ? pax.size.value_or(header.size) : 0;
  if (data_left_ > INT64_MAX) return malformed("the size of '" + entry->path + "' is out of range");
  padding_ = (kTarBlock - data_left_ % kTarBlock) % kTarBlock;
  entry->size = data_left_;
  entry->segments = {{0, data_left_}};
  if (header.type == 'S' || pax.sparse) return read_sparse(header, block, pax, entry);
  return Error::none();
}

Error TarReader::read_sparse(const TarHeader& header, TarBlock block, PaxFields& pax, TarEntry* entry) {
  if (entry->type != TarEntry::Type::file) return Error::none();
  if (header.type == 'S') {
    if (Error error = read_gnu_sparse_map(block, entry); !error.ok()) return error;
  } else {
    entry->path = pax.sparse_name.value_or(entry->path);
    entry->size = pax.sparse_real_size.value_or(entry->size);
    entry->segments = std::move(pax.sparse_segments);
    if (pax.sparse_map_in_data) {
      if (Error error = read_pax_sparse_map(entry); !error.ok()) return error;
    }
  }
  uint64_t end = 0;
  uint64_t data = 0;
  for (const SparseSegment& segment : entry->segments) {
    if (segment.offset < end || segment.size > entry->size || segment.offset > entry->size - segment.size) {
      return malformed("the sparse map of '" + entry->path + "' is out of order");
    }
    end = segment.offset + segment.size;
    data += segment.size;
  }
  if (data != data_left_) return malformed("the sparse map of '" + entry->path + "' does not fit its data");
  return Error::none();
}

// Four segments in the header at 386, real size at 483, then blocks of 21 as long as the one before says so.
Error TarReader::read_gnu_sparse_map(TarBlock block, TarEntry* entry) {
  auto add = [entry](std::span<const uint8_t> field) {
    int64_t offset = 0;
    int64_t size = 0;
    if (!parse_tar_number(field.first(12), &offset) || !parse_tar_number(field.subspan(12, 12), &size)) return false;
    if (offset < 0 || size < 0) return false;
    if (size > 0) entry->segments.push_back({static_cast<uint64_t>(offset), static_cast<uint64_t>(size)});
    return true;
  };
  entry->segments.clear();
  int64_t real_size = 0;
  if (!parse_tar_number(block.subspan(483, 12), &real_size) || real_size < 0) return malformed("sparse size");
  entry->size = static_cast<uint64_t>(real_size);
  for (size_t i = 0; i < 4; ++i) {
    if (!add(block.subspan(386 + i * 24, 24))) return malformed("sparse map");
  }
  bool more = block[482] != 0;
  while (more) {
    uint8_t extension[kTarBlock];
    bool end = false;
    if (Error error = read_block(extension, &end); !error.ok()) return error;
    if (end) return truncated();
    if (entry->segments.size() > kMaxMeta) return malformed("sparse map is too long");
    for (size_t i = 0; i < 21; ++i) {
      if (!add(TarBlock(extension, kTarBlock).subspan(i * 24, 24))) return malformed("sparse map");
    }
    more = extension[504] != 0;
  }
  return Error::none();
}

// Decimal lines (count, then offset and size of each), padded to a block; they are part of the entry's data.
Error TarReader::read_pax_sparse_map(TarEntry* entry) {
  std::string line;
  uint64_t taken = 0;
  uint64_t count = 0;
  bool counted = false;
  std::vector<uint64_t> numbers;
  while (!counted || numbers.size() < count * 2) {
    std::span<const uint8_t> bytes;
    if (Error error = peek_data(&bytes); !error.ok()) return error;
    if (bytes.empty() || taken > kMaxMeta) return malformed("sparse map of '" + entry->path + "'");
    char character = static_cast<char>(bytes[0]);
    consume_data(1);
    ++taken;
    if (character != '\n') {
      line += character;
      continue;
    }
    uint64_t number = 0;
    if (!parse_decimal(line, &number) || number > INT64_MAX) return malformed("sparse map of '" + entry->path + "'");
    line.clear();
    if (counted) {
      numbers.push_back(number);
    } else {
      count = number;
      counted = true;
      if (count > kMaxMeta) return malformed("sparse map of '" + entry->path + "'");
    }
  }
  uint64_t rest = (kTarBlock - taken % kTarBlock) % kTarBlock;
  if (rest > data_left_) return malformed("sparse map of '" + entry->path + "'");
  if (Error error = skip(rest); !error.ok()) return error;
  data_left_ -= rest;
  entry->segments.clear();
  for (size_t i = 0; i < numbers.size(); i += 2) {
    if (numbers[i + 1] > 0) entry->segments.push_back({numbers[i], numbers[i + 1]});
  }
  return Error::none();
}

}  // namespace tscompose::layer
