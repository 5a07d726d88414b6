// The container's log: output of both streams, cut into lines, each a JSON object in Docker's json-file format.
#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/mapped_memory.h"
#include "core/result.h"
#include "monitor/log_files.h"

namespace tscompose::monitor {

// A line longer than this is written in pieces that have no newline at their end.
inline constexpr std::size_t kMaxLine = 16u << 10;

enum class Stream { Stdout = 0, Stderr = 1 };

class JsonLog {
 public:
  // Opens the file for appending, making it when missing. An empty path: nothing is kept.
  Error open(const std::string& path, LogFiles::Limits limits = {});

  void on_rotation(std::function<void()> listener) { files_.on_rotation(std::move(listener)); }

  // Takes output as it comes and writes the lines that are whole. An unfinished line waits for its end. A full disk loses lines,
  // never part of one, and stops nobody; once there is room again, a line says how many.
  void append(Stream stream, std::string_view bytes);

  // Writes what is left of an unfinished line: the stream has ended.
  void finish(Stream stream);

  // Gives memory back that only busy times need.
  void shrink();

 private:
  void stamp();
  void add_lines(Stream stream, std::string_view bytes);
  void add_line(Stream stream, std::string_view line, bool ended);
  void put_line(Stream stream, std::string_view line, bool ended);
  void add_gap();
  void flush();

  LogFiles files_;
  MappedMemory buffer_;
  std::size_t used_ = 0;
  std::uint64_t buffered_ = 0;  // lines in the buffer
  std::uint64_t lost_ = 0;      // lines that could not be written since the last that was
  int lost_code_ = 0;           // errno of that
  std::string unfinished_[2];
  std::string suffix_;   // from the stream's value to the end of the line
  std::size_t stream_at_ = 0;
};

}  // namespace tscompose::monitor
