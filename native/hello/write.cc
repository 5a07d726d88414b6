#include <cstdio>

#include "hello/verbs.h"

namespace tscompose::hello {

// Replaces the file's content by the text and a newline.
int run_write(Arguments& arguments) {
  const auto& operands = arguments.operands(2, 2);
  std::FILE* file = std::fopen(operands[0], "we");
  bool written = file != nullptr && std::fprintf(file, "%s\n", operands[1]) >= 0;
  if (file != nullptr) written = std::fclose(file) == 0 && written;
  if (written) return 0;
  std::fprintf(stderr, "hello: ");
  std::perror(operands[0]);
  return kExitFailed;
}

}  // namespace tscompose::hello
