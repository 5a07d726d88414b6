#include <dirent.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "hello/verbs.h"

namespace tscompose::hello {

int run_ls(Arguments& arguments) {
  const auto& operands = arguments.operands(0, 1);
  const char* path = operands.empty() ? "." : operands[0];
  dirent** entries = nullptr;
  int count = scandir(path, &entries, nullptr, [](const dirent** a, const dirent** b) {
    return std::strcmp((*a)->d_name, (*b)->d_name);
  });
  if (count < 0) {
    std::fprintf(stderr, "hello: ");
    std::perror(path);
    return kExitFailed;
  }
  for (int i = 0; i < count; ++i) {
    const char* name = entries[i]->d_name;
    if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0) std::puts(name);
    std::free(entries[i]);
  }
  std::free(entries);
  return 0;
}

}  // namespace tscompose::hello
