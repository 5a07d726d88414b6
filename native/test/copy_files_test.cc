// Trees as archives under another name, and archives into trees that are in use.
#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>

#include "core/fd.h"
#include "layer/pack.h"
#include "layer/remove_tree.h"
#include "layer/unpack.h"
#include "test/check.h"

namespace {

using namespace tscompose;
using namespace tscompose::layer;
using tscompose::test::read_text;

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

bool exists(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0;
}

Error pack(const std::string& directory, const std::string& name, const std::string& as, const std::string& archive) {
  Fd parent(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Fd output(open(archive.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
  PackResult result;
  return pack_tree(parent.get(), name, as, output.get(), &result);
}

Error unpack(const std::string& archive, const std::string& destination) {
  UnpackRequest request;
  request.blob = archive;
  request.destination = destination;
  request.plain.emplace();
  std::atomic<bool> cancelled = false;
  UnpackResult result;
  return unpack_layer(request, cancelled, &result);
}

void a_tree_gets_the_name_that_is_wanted(const std::string& base) {
  CHECK(mkdir((base + "/from").c_str(), 0755) == 0 && mkdir((base + "/from/inner").c_str(), 0750) == 0);
  write_text(base + "/from/inner/leaf", "leaf");
  write_text(base + "/from/.wh.name", "no whiteout");
  CHECK(mkdir((base + "/to").c_str(), 0700) == 0);
  write_text(base + "/to/other", "stays");
  CHECK(pack(base, "from", "renamed", base + "/archive").ok());
  CHECK(unpack(base + "/archive", base + "/to").ok());
  CHECK(read_text(base + "/to/renamed/inner/leaf") == "leaf");
  CHECK(read_text(base + "/to/renamed/.wh.name") == "no whiteout");
  CHECK(read_text(base + "/to/other") == "stays");
}

void what_a_directory_holds_comes_without_it(const std::string& base) {
  CHECK(pack(base + "/from", ".", ".", base + "/archive").ok());
  CHECK(unpack(base + "/archive", base + "/to").ok());
  CHECK(read_text(base + "/to/inner/leaf") == "leaf");
  struct stat status {};
  CHECK(stat((base + "/to").c_str(), &status) == 0 && (status.st_mode & 0777) == 0700);
}

void files_are_replaced_and_directories_are_not(const std::string& base) {
  write_text(base + "/new", "new");
  CHECK(pack(base, "new", "other", base + "/archive").ok());
  CHECK(unpack(base + "/archive", base + "/to").ok());
  CHECK(read_text(base + "/to/other") == "new");
  CHECK(pack(base, "new", "inner", base + "/archive").ok());
  CHECK(!unpack(base + "/archive", base + "/to").ok());
  CHECK(exists(base + "/to/inner/leaf"));
  CHECK(pack(base, "from", "other", base + "/archive").ok());
  CHECK(!unpack(base + "/archive", base + "/to").ok());
  CHECK(read_text(base + "/to/other") == "new");
}

}  // namespace

int main() {
  char base[] = "/tmp/tsc-copy-XXXXXX";
  if (mkdtemp(base) == nullptr) return 1;
  a_tree_gets_the_name_that_is_wanted(base);
  what_a_directory_holds_comes_without_it(base);
  files_are_replaced_and_directories_are_not(base);
  CHECK(remove_tree(base).ok());
  return test::finish();
}
