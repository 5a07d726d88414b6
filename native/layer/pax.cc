#include "layer/pax.h"

#include <charconv>

namespace tscompose::layer {
namespace {

constexpr std::string_view kXattr = "SCHILY.xattr.";
constexpr std::string_view kSparse = "GNU.sparse.";

Error malformed(std::string_view key) { return {EBADMSG, "tar", "PAX record " + std::string(key)}; }

// Seconds with an optional fraction, possibly negative: 1350244992.023960108, -0.5.
bool parse_time(std::string_view text, timespec* time) {
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  size_t dot = text.find('.');
  uint64_t seconds = 0;
  if (!parse_decimal(text.substr(0, dot), &seconds) || seconds > INT64_MAX / 2) return false;
  long nanoseconds = 0;
  if (dot != std::string_view::npos) {
    long unit = 100'000'000;
    for (char digit : text.substr(dot + 1)) {
      if (digit < '0' || digit > '9') return false;
      nanoseconds += (digit - '0') * unit;
      unit /= 10;
    }
  }
  auto whole = static_cast<int64_t>(seconds);
  if (negative) {
    // timespec's nanoseconds always count forwards.
    whole = nanoseconds == 0 ? -whole : -whole - 1;
    nanoseconds = nanoseconds == 0 ? 0 : 1'000'000'000 - nanoseconds;
  }
  *time = {.tv_sec = whole, .tv_nsec = nanoseconds};
  return true;
}

bool parse_map(std::string_view text, std::vector<SparseSegment>* segments) {
  segments->clear();
  while (!text.empty()) {
    SparseSegment segment;
    for (uint64_t* number : {&segment.offset, &segment.size}) {
      size_t comma = text.find(',');
      if (!parse_decimal(text.substr(0, comma), number)) return false;
      text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    segments->push_back(segment);
  }
  return true;
}

bool apply_sparse(std::string_view key, std::string_view value, PaxFields* fields) {
  fields->sparse = true;
  uint64_t number = 0;
  if (key == "name") {
    fields->sparse_name = value;
  } else if (key == "map") {
    return parse_map(value, &fields->sparse_segments);
  } else if (key == "major") {
    fields->sparse_map_in_data = value == "1";
    return value == "0" || value == "1";
  } else if (key == "size" || key == "realsize") {
    if (!parse_decimal(value, &number)) return false;
    fields->sparse_real_size = number;
  } else if (key == "offset") {
    if (!parse_decimal(value, &number)) return false;
    fields->sparse_segments.push_back({number, 0});
  } else if (key == "numbytes") {
    if (!parse_decimal(value, &number) || fields->sparse_segments.empty()) return false;
    fields->sparse_segments.back().size = number;
  }
  return true;
}

// POSIX writes strings without NUL; one inside a name would cut it short where the kernel sees it.
bool assign_name(std::string_view value, std::optional<std::string>* name) {
  if (value.find('\0') != std::string_view::npos) return false;
  *name = value;
  return true;
}

bool assign_number(std::string_view value, std::optional<uint64_t>* number) {
  uint64_t parsed = 0;
  if (!parse_decimal(value, &parsed)) return false;
  *number = parsed;
  return true;
}

// An empty value takes back what an earlier record said (POSIX, pax, "Extended Header").
bool take_back(std::string_view key, PaxFields* fields) {
  if (key == "path") fields->path.reset();
  else if (key == "linkpath") fields->link_path.reset();
  else if (key == "uid") fields->uid.reset();
  else if (key == "gid") fields->gid.reset();
  else if (key == "size") fields->size.reset();
  else if (key == "mtime") fields->mtime.reset();
  else return false;
  return true;
}

bool apply(std::string_view key, std::string_view value, PaxFields* fields) {
  if (value.empty() && take_back(key, fields)) return true;
  if (key == "path") return assign_name(value, &fields->path);
  if (key == "linkpath") return assign_name(value, &fields->link_path);
  if (key == "uid") return assign_number(value, &fields->uid);
  if (key == "gid") return assign_number(value, &fields->gid);
  if (key == "size") return assign_number(value, &fields->size);
  if (key == "mtime") {
    timespec time{};
    if (!parse_time(value, &time)) return false;
    fields->mtime = time;
  } else if (key.starts_with(kXattr)) {
    std::string_view name = key.substr(kXattr.size());
    // The kernel would see another name than we do.
    if (name.empty() || name.find('\0') != std::string_view::npos) return false;
    fields->xattrs.emplace_back(name, value);
  } else if (key.starts_with(kSparse)) {
    return apply_sparse(key.substr(kSparse.size()), value, fields);
  }
  return true;
}

}  // namespace

bool parse_decimal(std::string_view text, uint64_t* value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

Error parse_pax(std::string_view records, PaxFields* fields) {
  while (!records.empty()) {
    size_t space = records.find(' ');
    uint64_t length = 0;
    if (space == std::string_view::npos || !parse_decimal(records.substr(0, space), &length)) return malformed("length");
    if (length > records.size() || length < space + 2 || records[length - 1] != '\n') return malformed("length");
    std::string_view record = records.substr(space + 1, length - space - 2);
    size_t equals = record.find('=');
    if (equals == std::string_view::npos) return malformed("without a value");
    std::string_view key = record.substr(0, equals);
    if (!apply(key, record.substr(equals + 1), fields)) return malformed(key);
    records.remove_prefix(length);
  }
  return Error::none();
}

}  // namespace tscompose::layer
