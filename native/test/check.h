// What native unit tests need: each *_test.cc is a program of its own that calls CHECK and returns test::finish().
#pragma once
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace tscompose::test {

inline int failures = 0;

inline void check(bool holds, const char* expression, const char* file, int line) {
  if (holds) return;
  ++failures;
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, expression);
}

inline int finish() {
  if (failures != 0) std::fprintf(stderr, "%d checks failed\n", failures);
  return failures == 0 ? 0 : 1;
}

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Deterministic noise for fuzz loops (xorshift64*), the same on every run so that a failure can be repeated.
class Noise {
 public:
  explicit Noise(unsigned long long seed) : state_(seed * 2685821657736338717ull + 1) {}
  unsigned next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<unsigned>((state_ * 2685821657736338717ull) >> 32);
  }
  unsigned below(unsigned limit) { return next() % limit; }
  std::string bytes(unsigned count) {
    std::string out(count, '\0');
    for (auto& byte : out) byte = static_cast<char>(next());
    return out;
  }

 private:
  unsigned long long state_;
};

}  // namespace tscompose::test

#define CHECK(expression) ::tscompose::test::check((expression), #expression, __FILE__, __LINE__)
