#include <unistd.h>

#include <cstdio>

#include "hello/verbs.h"

namespace tscompose::hello {

int run_env(Arguments& arguments) {
  arguments.operands(0, 0);
  for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
  return 0;
}

}  // namespace tscompose::hello
