#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "hello/verbs.h"

namespace tscompose::hello {

int run_trap(Arguments& arguments) {
  arguments.operands(0, 0);
  std::signal(SIGTERM, SIG_IGN);
  std::puts("ignoring SIGTERM");
  std::fflush(stdout);
  for (;;) pause();
}

}  // namespace tscompose::hello
