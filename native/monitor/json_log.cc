#include "monitor/json_log.h"

#include <cstring>

#include "core/clock.h"
#include "core/io.h"
#include "monitor/json_line.h"

namespace tscompose::monitor {

namespace {

constexpr std::string_view kPrefix = "{\"log\":\"";
constexpr std::size_t kFrameBytes = 128;  // all of a line but its text
constexpr std::size_t kMostPerLine = kMaxLine * kMaxEscape + kFrameBytes;
constexpr std::size_t kBufferBytes = 256u << 10;
static_assert(kBufferBytes > kMostPerLine);

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

}  // namespace

Error JsonLog::open(const std::string& path, LogFiles::Limits limits) {
  if (path.empty()) return Error::none();
  if (Error error = files_.open(path, limits); !error.ok()) return error;
  return buffer_.map(kBufferBytes);
}

// One time for all that came with one read: it came at one time.
void JsonLog::stamp() {
  suffix_.assign("\",\"stream\":\"stdout\",\"time\":\"");
  stream_at_ = suffix_.find("out");
  suffix_.append(rfc3339(wall_clock_now())).append("\"}\n");
}

void JsonLog::append(Stream stream, std::string_view bytes) {
  if (!files_.is_open()) return;
  stamp();
  if (lost_ > 0) add_gap();
  std::string& unfinished = unfinished_[static_cast<int>(stream)];
  if (!unfinished.empty()) {
    std::size_t newline = bytes.find('\n');
    std::size_t take = newline == std::string_view::npos ? bytes.size() : newline + 1;
    std::string line = std::move(unfinished);
    unfinished.clear();
    line.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    add_lines(stream, line);
  }
  add_lines(stream, bytes);
  flush();
}

void JsonLog::finish(Stream stream) {
  std::string line = std::move(unfinished_[static_cast<int>(stream)]);
  unfinished_[static_cast<int>(stream)].clear();
  if (line.empty()) return;
  stamp();
  if (lost_ > 0) add_gap();
  add_line(stream, line, false);
  flush();
}

void JsonLog::add_lines(Stream stream, std::string_view bytes) {
  while (!bytes.empty()) {
    const void* found = std::memchr(bytes.data(), '\n', bytes.size());
    std::size_t length = found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (length >= kMaxLine && !(length == kMaxLine && found != nullptr)) {
      add_line(stream, bytes.substr(0, kMaxLine), false);
      bytes.remove_prefix(kMaxLine);
    } else if (found == nullptr) {
      unfinished_[static_cast<int>(stream)].assign(bytes);
      return;
    } else {
      add_line(stream, bytes.substr(0, length), true);
      bytes.remove_prefix(length + 1);
    }
  }
}

void JsonLog::add_line(Stream stream, std::string_view line, bool ended) {
  put_line(stream, line, ended);
  ++buffered_;
  if (files_.is_full_with(used_)) flush();
}

// Not counted among the lines: if it is lost as well, the next one says all there is to say.
void JsonLog::add_gap() {
  std::string text = "tscompose: " + std::to_string(lost_) + " lines of output are missing here: " + ::strerror(lost_code_);
  put_line(Stream::Stderr, text, true);
}

void JsonLog::put_line(Stream stream, std::string_view line, bool ended) {
  if (buffer_.size() - used_ < kMostPerLine) flush();
  char* out = put(buffer_.data() + used_, kPrefix);
  out = escape_json(out, line);
  if (ended) out = put(out, "\\n");
  std::memcpy(suffix_.data() + stream_at_, stream == Stream::Stdout ? "out" : "err", 3);
  out = put(out, suffix_);
  used_ = static_cast<std::size_t>(out - buffer_.data());
}

void JsonLog::flush() {
  if (used_ == 0) return;
  if (Error error = files_.append({buffer_.data(), used_}); error.ok()) {
    lost_ = 0;
  } else {
    lost_ += buffered_;
    lost_code_ = error.code;
  }
  used_ = 0;
  buffered_ = 0;
}

void JsonLog::shrink() {
  buffer_.give_back();
  for (auto& unfinished : unfinished_) unfinished.shrink_to_fit();
}

}  // namespace tscompose::monitor
