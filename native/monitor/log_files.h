// The files of a container's log: the current one, and those before it, named by growing numbers: `log`, `log.7`, `log.6`. A number
// is never used again, so that whoever reads or compresses one of them (`log.6.gz`) needs no lock. Where none but the current one is
// to be kept, the newest of the others is there as well, but empty: for its number.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::monitor {

class LogFiles {
 public:
  struct Limits {
    std::uint64_t max_bytes = 0;  // of a file, after which the next one is begun; 0: no limit
    std::uint64_t max_files = 0;  // the current one among them; 0 counts as 1
  };

  // Opens the current file for appending, making it when missing.
  Error open(const std::string& path, Limits limits);
  bool is_open() const { return file_.valid(); }

  // True when these bytes more would fill the current file.
  bool is_full_with(std::size_t bytes) const {
    return limits_.max_bytes > 0 && static_cast<std::uint64_t>(size_) + bytes >= limits_.max_bytes;
  }

  // Appends whole lines, then begins the next file if this one is full. What cannot be written whole is not written at all.
  Error append(std::string_view lines);

  // Called when a file has been begun.
  void on_rotation(std::function<void()> listener) { on_rotation_ = std::move(listener); }

 private:
  Error find_numbers();
  void rotate();
  void remove_old();
  std::string numbered(std::uint64_t number) const { return path_ + "." + std::to_string(number); }

  std::string path_;
  Limits limits_;
  Fd file_;
  off_t size_ = 0;             // as far as lines are whole
  std::uint64_t first_ = 1;    // of the numbered files that are there
  std::uint64_t last_ = 0;     // less than first_: there are none
  std::function<void()> on_rotation_ = [] {};
};

}  // namespace tscompose::monitor
