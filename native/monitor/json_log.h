// The container's log: output of both streams, cut into lines, each a JSON object in Docker's json-file format.
#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/mapped_memory.h"
#include "core/result.h"

namespace tscompose::monitor {

// A line longer than this is written in pieces that have no newline at their end.
inline constexpr std::size_t kMaxLine = 16u << 10;

enum class Stream { Stdout = 0, Stderr = 1 };

class JsonLog {
 public:
  // Opens the file for appending, making it when missing.
  Error open(const std::string& path);

  // Takes output as it comes and writes the lines that are whole. An unfinished line waits for its end. A full disk loses lines,
  // never part of one, and stops nobody.
  void append(Stream stream, std::string_view bytes);

  // Writes what is left of an unfinished line: the stream has ended.
  void finish(Stream stream);

  // Gives memory back that only busy times need.
  void shrink();

 private:
  void stamp();
  void add_lines(Stream stream, std::string_view bytes);
  void add_line(Stream stream, std::string_view line, bool ended);
  void flush();

  Fd file_;
  off_t size_ = 0;       // of the file, as far as lines are whole
  MappedMemory buffer_;
  std::size_t used_ = 0;
  std::string unfinished_[2];
  std::string suffix_;   // from the stream's value to the end of the line
  std::size_t stream_at_ = 0;
};

}  // namespace tscompose::monitor
