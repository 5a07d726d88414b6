#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "core/fd.h"
#include "core/result.h"
#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

bool copy_to_output(int from) {
  static char buffer[64 * 1024];
  for (;;) {
    ssize_t count = TSC_RETRY(read(from, buffer, sizeof buffer));
    if (count <= 0) return count == 0;
    for (ssize_t at = 0; at < count;) {
      ssize_t written = TSC_RETRY(write(STDOUT_FILENO, buffer + at, static_cast<std::size_t>(count - at)));
      if (written < 0) return false;
      at += written;
    }
  }
}

}  // namespace

int run_cat(Arguments& arguments) {
  const auto& paths = arguments.operands(0, SIZE_MAX);
  if (paths.empty() && !copy_to_output(STDIN_FILENO)) {
    std::perror("hello: cat");
    return kExitFailed;
  }
  for (const char* path : paths) {
    Fd file(open(path, O_RDONLY | O_CLOEXEC));
    if (!file.valid() || !copy_to_output(file.get())) {
      std::fprintf(stderr, "hello: ");
      std::perror(path);
      return kExitFailed;
    }
  }
  return 0;
}

}  // namespace tscompose::hello
