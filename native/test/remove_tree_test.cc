// Removal of directories that no path is long enough for.
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include "core/fd.h"
#include "layer/remove_tree.h"
#include "test/check.h"

namespace {

using tscompose::Fd;
using tscompose::layer::remove_tree;

bool exists(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0;
}

void touch(int directory, const char* name) { Fd(openat(directory, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)); }

// `depth` directories in one another, each with a file, and with a name that removal might choose for its own ends.
void dig(const std::string& top, unsigned depth) {
  Fd here(open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (unsigned level = 0; level < depth; ++level) {
    touch(here.get(), "file");
    mkdirat(here.get(), ".moved-0", 0700);
    mkdirat(here.get(), "a-directory-of-some-length", 0700);
    here = Fd(openat(here.get(), "a-directory-of-some-length", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    CHECK(here.valid());
  }
}

void trees_of_any_depth_go(const std::string& base) {
  for (unsigned depth : {0u, 1u, 64u, 65u, 1000u}) {
    std::string top = base + "/top";
    CHECK(mkdir(top.c_str(), 0700) == 0);
    dig(top, depth);
    CHECK(remove_tree(top).ok());
    CHECK(!exists(top));
  }
}

void links_are_not_followed(const std::string& base) {
  std::string kept = base + "/kept";
  std::string top = base + "/top";
  CHECK(mkdir(kept.c_str(), 0700) == 0 && mkdir(top.c_str(), 0700) == 0);
  CHECK(symlink(kept.c_str(), (top + "/link").c_str()) == 0);
  CHECK(remove_tree(top).ok());
  CHECK(!exists(top) && exists(kept));
  CHECK(symlink(kept.c_str(), top.c_str()) == 0);
  CHECK(remove_tree(top).ok());
  CHECK(!exists(top) && exists(kept));
  CHECK(remove_tree(kept).ok());
}

void what_is_absent_is_gone(const std::string& base) {
  CHECK(remove_tree(base + "/none").ok());
  CHECK(remove_tree(base + "/none/none").ok());
}

}  // namespace

int main() {
  char base[] = "/tmp/tscompose-remove-XXXXXX";
  CHECK(mkdtemp(base) != nullptr);
  trees_of_any_depth_go(base);
  links_are_not_followed(base);
  what_is_absent_is_gone(base);
  CHECK(remove_tree(std::string(base)).ok());
  return tscompose::test::finish();
}
