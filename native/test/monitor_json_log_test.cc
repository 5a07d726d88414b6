#include "monitor/json_log.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "test/check.h"

namespace {

using tscompose::monitor::JsonLog;
using tscompose::monitor::kMaxLine;
using tscompose::monitor::Stream;
using tscompose::test::Noise;
using tscompose::test::read_text;

class TemporaryFile {
 public:
  TemporaryFile() { ::close(::mkstemp(path_)); }
  ~TemporaryFile() { ::unlink(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const char* path() const { return path_; }

 private:
  char path_[32] = "/tmp/tscompose-log-XXXXXX";
};

// The texts of a log's lines, without what surrounds them.
std::vector<std::string> texts(const std::string& log) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < log.size();) {
    std::size_t end = log.find('\n', at);
    std::string line = log.substr(at, end - at);
    CHECK(line.starts_with("{\"log\":\"") && line.ends_with("Z\"}"));
    std::size_t close = line.find("\",\"stream\":\"std");
    CHECK(close != std::string::npos);
    result.push_back(line.substr(8, close - 8));
    at = end + 1;
  }
  return result;
}

void lines_are_the_same_however_the_output_is_cut() {
  Noise noise(3);
  std::string output;
  std::vector<std::string> expected;
  for (int line = 0; line < 500; ++line) {
    std::string text(noise.below(300), static_cast<char>('a' + noise.below(26)));
    expected.push_back(text + "\\n");
    output += text + "\n";
  }
  for (unsigned largest : {1u, 7u, 100u, 5000u, 100000u}) {
    TemporaryFile file;
    JsonLog log;
    CHECK(log.open(file.path()).ok());
    for (std::size_t at = 0; at < output.size();) {
      std::size_t size = std::min<std::size_t>(1 + noise.below(largest), output.size() - at);
      log.append(Stream::Stdout, std::string_view(output).substr(at, size));
      at += size;
    }
    log.finish(Stream::Stdout);
    CHECK(texts(read_text(file.path())) == expected);
  }
}

void streams_do_not_mix_their_unfinished_lines() {
  TemporaryFile file;
  JsonLog log;
  CHECK(log.open(file.path()).ok());
  log.append(Stream::Stdout, "out ");
  log.append(Stream::Stderr, "err ");
  log.append(Stream::Stdout, "1\nrest");
  log.append(Stream::Stderr, "2\n");
  log.finish(Stream::Stdout);
  log.finish(Stream::Stderr);
  std::string text = read_text(file.path());
  CHECK((texts(text) == std::vector<std::string>{"out 1\\n", "err 2\\n", "rest"}));
  CHECK(text.find("err 2\\n\",\"stream\":\"stderr\"") != std::string::npos);
}

void long_lines_are_cut_and_the_worst_bytes_fit() {
  TemporaryFile file;
  JsonLog log;
  CHECK(log.open(file.path()).ok());
  std::string worst(3 * kMaxLine + 5, '\x01');
  for (int round = 0; round < 5; ++round) log.append(Stream::Stdout, worst);
  log.finish(Stream::Stdout);
  std::size_t total = 0;
  for (const auto& text : texts(read_text(file.path()))) {
    CHECK(text.size() <= kMaxLine * 6);
    total += text.size();
  }
  CHECK(total == 5 * worst.size() * 6);
}

void an_existing_log_is_continued() {
  TemporaryFile file;
  for (const char* line : {"first\n", "second\n"}) {
    JsonLog log;
    CHECK(log.open(file.path()).ok());
    log.append(Stream::Stdout, line);
    log.shrink();
  }
  CHECK((texts(read_text(file.path())) == std::vector<std::string>{"first\\n", "second\\n"}));
}

}  // namespace

int main() {
  lines_are_the_same_however_the_output_is_cut();
  streams_do_not_mix_their_unfinished_lines();
  long_lines_are_cut_and_the_worst_bytes_fit();
  an_existing_log_is_continued();
  return tscompose::test::finish();
}
