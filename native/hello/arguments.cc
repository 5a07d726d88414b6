#include "hello/arguments.h"

#include <climits>
#include <cstdio>
#include <cstdlib>

#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

[[noreturn]] void usage_error(const char* what, const char* which) {
  std::fprintf(stderr, "hello: %s%s\n", what, which);
  std::exit(kExitUsage);
}

}  // namespace

const char* Arguments::option(std::string_view name, const char* fallback) {
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] != name) continue;
    if (i + 1 == rest_.size()) usage_error("an option lacks its value: ", rest_[i]);
    const char* value = rest_[i + 1];
    rest_.erase(rest_.begin() + static_cast<long>(i), rest_.begin() + static_cast<long>(i) + 2);
    return value;
  }
  return fallback;
}

bool Arguments::flag(std::string_view name) {
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] != name) continue;
    rest_.erase(rest_.begin() + static_cast<long>(i));
    return true;
  }
  return false;
}

long Arguments::number_option(std::string_view name, long fallback) {
  const char* text = option(name, nullptr);
  return text == nullptr ? fallback : parse_number(text, INT_MAX);
}

const std::vector<char*>& Arguments::operands(std::size_t least, std::size_t most) {
  if (rest_.size() < least) usage_error("too few arguments; run hello without any for a list of verbs", "");
  if (rest_.size() > most) usage_error("unexpected argument: ", rest_[most]);
  return rest_;
}

long parse_number(const char* text, long most) {
  char* end = nullptr;
  long value = std::strtol(text, &end, 10);
  if (*text < '0' || *text > '9' || *end != '\0' || value > most) usage_error("not a number in range: ", text);
  return value;
}

}  // namespace tscompose::hello
