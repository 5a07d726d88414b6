// A verb's arguments: options are taken out first, what is left are operands.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tscompose::hello {

class Arguments {
 public:
  Arguments(int count, char** values) : rest_(values, values + count) {}

  // Takes `--name VALUE` out; `fallback` when it isn't there.
  const char* option(std::string_view name, const char* fallback);
  // Takes `--name` out; true when it was there.
  bool flag(std::string_view name);
  // A decimal number, or `fallback` when the option isn't there; anything else ends the program with a usage error.
  long number_option(std::string_view name, long fallback);

  // What is left. Ends the program with a usage error when there are fewer than `least` or more than `most`.
  const std::vector<char*>& operands(std::size_t least, std::size_t most);

 private:
  std::vector<char*> rest_;
};

// A decimal number from 0 to `most`; anything else ends the program with a usage error.
long parse_number(const char* text, long most);

}  // namespace tscompose::hello
