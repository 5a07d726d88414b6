#include "monitor/dns_tables.h"

#include <fcntl.h>

#include "core/io.h"

namespace tscompose::monitor {

namespace {

constexpr std::size_t kMaxTableBytes = 16u << 20;

// The engine replaces a table by rename, so that another inode tells; times and size cover a number that is used again.
bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

void DnsTables::open(const std::vector<std::string>& paths) {
  resolver_.set_table_count(paths.size());
  for (const auto& path : paths) files_.push_back({path, {}});
  refresh();
}

void DnsTables::refresh() {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    File& file = files_[i];
    struct stat now {};
    // Nothing is there: the zeros of `now` say so.
    if (::stat(file.path.c_str(), &now) < 0 && errno != ENOENT) continue;
    if (is_same(now, file.seen)) continue;
    std::string text;
    if (now.st_ino != 0 && !read_file(text, AT_FDCWD, file.path.c_str(), kMaxTableBytes).ok()) continue;
    resolver_.tables()[i] = dns::NameTable::parse(std::move(text));
    file.seen = now;
  }
}

}  // namespace tscompose::monitor
