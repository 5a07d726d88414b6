#include "monitor/log_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "core/io.h"
#include "core/text.h"

namespace tscompose::monitor {

namespace {

Error open_current(Fd& file, const std::string& path) {
  return open_at(file, AT_FDCWD, path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0640);
}

}  // namespace

Error LogFiles::open(const std::string& path, Limits limits) {
  path_ = path;
  limits_ = limits;
  if (Error error = open_current(file_, path); !error.ok()) return error;
  struct stat status {};
  if (::fstat(file_.get(), &status) < 0) return Error::last("fstat", path);
  size_ = status.st_size;
  return limits.max_bytes == 0 ? Error::none() : find_numbers();
}

Error LogFiles::find_numbers() {
  std::size_t slash = path_.rfind('/') + 1;
  DIR* directory = ::opendir(slash == 0 ? "." : path_.substr(0, slash).c_str());
  if (directory == nullptr) return Error::last("opendir", path_);
  std::string prefix = path_.substr(slash) + ".";
  first_ = UINT64_MAX;
  while (const dirent* entry = ::readdir(directory)) {
    std::string_view name = entry->d_name;
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    if (name.ends_with(".gz")) name.remove_suffix(3);
    auto number = parse_decimal(name, UINT64_MAX / 2);
    if (!number) continue;
    first_ = std::min(first_, *number);
    last_ = std::max(last_, *number);
  }
  ::closedir(directory);
  if (last_ == 0) first_ = 1;
  return Error::none();
}

Error LogFiles::append(std::string_view lines) {
  if (Error error = write_all(file_.get(), lines, path_.c_str()); !error.ok()) {
    // No half line stays behind, or the next one that fits would be spoilt by it.
    (void)!::ftruncate(file_.get(), size_);
    return error;
  }
  size_ += static_cast<off_t>(lines.size());
  if (is_full_with(0)) rotate();
  return Error::none();
}

// When there is no room for the next file, this one grows on.
void LogFiles::rotate() {
  std::string name = numbered(last_ + 1);
  if (::rename(path_.c_str(), name.c_str()) < 0) return;
  Fd next;
  if (!open_current(next, path_).ok()) {
    (void)::rename(name.c_str(), path_.c_str());
    return;
  }
  file_ = std::move(next);
  size_ = 0;
  ++last_;
  remove_old();
  on_rotation_();
}

void LogFiles::remove_old() {
  bool none = limits_.max_files <= 1;
  std::uint64_t kept = none ? 1 : limits_.max_files - 1;
  for (; last_ - first_ + 1 > kept; ++first_) {
    (void)::unlink(numbered(first_).c_str());
    (void)::unlink((numbered(first_) + ".gz").c_str());
  }
  if (!none) return;
  // Whoever is reading it goes on: only its name is given to another.
  (void)::unlink(numbered(last_).c_str());
  Fd empty;
  (void)open_current(empty, numbered(last_)).ok();
}

}  // namespace tscompose::monitor
