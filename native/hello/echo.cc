#include <cstdio>

#include "hello/verbs.h"

namespace tscompose::hello {

int run_echo(Arguments& arguments) {
  const char* separator = "";
  for (const char* text : arguments.operands(0, SIZE_MAX)) {
    std::printf("%s%s", separator, text);
    separator = " ";
  }
  std::putchar('\n');
  return 0;
}

}  // namespace tscompose::hello
