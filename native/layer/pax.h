// PAX extended headers (POSIX.1-2001): "LENGTH KEY=VALUE\n" records that override fields of the entry that follows.
#pragma once
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "layer/tar_header.h"

namespace tscompose::layer {

struct PaxFields {
  std::optional<std::string> path;
  std::optional<std::string> link_path;
  std::optional<uint64_t> uid;
  std::optional<uint64_t> gid;
  std::optional<uint64_t> size;
  std::optional<timespec> mtime;
  std::vector<std::pair<std::string, std::string>> xattrs;

  // GNU tar's sparse files: 0.0 and 0.1 list the segments here, 1.0 at the front of the data.
  std::optional<std::string> sparse_name;
  std::optional<uint64_t> sparse_real_size;
  std::vector<SparseSegment> sparse_segments;
  bool sparse = false;
  bool sparse_map_in_data = false;
};

Error parse_pax(std::string_view records, PaxFields* fields);
// Plain decimal without sign or space. False when it is anything else or too large.
bool parse_decimal(std::string_view text, uint64_t* value);

}  // namespace tscompose::layer
