#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "hello/verbs.h"

namespace tscompose::hello {

int run_tty(Arguments& arguments) {
  arguments.operands(0, 0);
  winsize size{};
  if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0) {
    std::puts("not a tty");
    return kExitFailed;
  }
  std::printf("%u rows, %u columns\n", size.ws_row, size.ws_col);
  return 0;
}

}  // namespace tscompose::hello
