#include "linux/in_root.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/io.h"
#include "linux/copy_tree.h"
#include "test/check.h"

namespace {

using namespace tscompose;
using namespace tscompose::linux_api;
namespace fs = std::filesystem;

// A directory `root` inside a temporary one, opened; all removed at the end.
class Place {
 public:
  Place() {
    char name[] = "/tmp/tscompose-root-XXXXXX";
    top_ = ::mkdtemp(name);
    fs::create_directory(top_ / "root");
    CHECK(open_at(root_, AT_FDCWD, (top_ / "root").c_str(), O_PATH | O_DIRECTORY).ok());
  }
  ~Place() { fs::remove_all(top_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  fs::path inside(const char* name) const { return top_ / "root" / name; }
  fs::path outside(const char* name) const { return top_ / name; }
  int fd() const { return root_.get(); }

 private:
  fs::path top_;
  Fd root_;
};

void missing_parents_are_made_once() {
  Place place;
  Fd made;
  bool created = false;
  CHECK(make_directory_in_root(made, place.fd(), "/a//b/./c", 0755, &created).ok() && created);
  CHECK(fs::is_directory(place.inside("a/b/c")));
  CHECK(make_directory_in_root(made, place.fd(), "/a/b/c", 0755, &created).ok() && !created);
  CHECK(make_file_in_root(made, place.fd(), "/x/y/file", 0644).ok());
  CHECK(make_file_in_root(made, place.fd(), "/x/y/file", 0644).ok());
  CHECK(fs::is_regular_file(place.inside("x/y/file")));
  CHECK(make_file_in_root(made, place.fd(), "top", 0644).ok() && fs::exists(place.inside("top")));
}

void nothing_is_made_outside_the_root() {
  Place place;
  Fd made;
  fs::create_symlink("../../../../../..", place.inside("up"));
  fs::create_symlink(place.outside(""), place.inside("absolute"));
  CHECK(make_directory_in_root(made, place.fd(), "/up/made", 0755).ok());
  CHECK(fs::is_directory(place.inside("made")));
  CHECK(make_directory_in_root(made, place.fd(), "/../../made-too", 0755).ok());
  CHECK(fs::is_directory(place.inside("made-too")) && !fs::exists(place.outside("made-too")));
  (void)make_directory_in_root(made, place.fd(), "/absolute/stray", 0755);
  CHECK(!fs::exists(place.outside("stray")));
  (void)make_file_in_root(made, place.fd(), "/absolute/stray", 0644);
  CHECK(!fs::exists(place.outside("stray")));
}

void a_file_in_the_way_is_an_error() {
  Place place;
  Fd made;
  CHECK(make_file_in_root(made, place.fd(), "/file", 0644).ok());
  CHECK(make_directory_in_root(made, place.fd(), "/file", 0755).code == ENOTDIR);
  CHECK(make_directory_in_root(made, place.fd(), "/file/below", 0755).code == ENOTDIR);
}

void trees_are_copied_with_modes_links_and_content() {
  Place place;
  fs::create_directories(place.inside("from/sub/deep"));
  CHECK(::chmod(place.inside("from").c_str(), 0710) == 0);
  {
    std::ofstream file(place.inside("from/sub/file"));
    file << std::string(100000, 'z');
  }
  CHECK(::chmod(place.inside("from/sub/file").c_str(), 04751) == 0);
  fs::create_symlink("/nowhere", place.inside("from/link"));
  CHECK(::mkfifo(place.inside("from/fifo").c_str(), 0620) == 0);
  fs::create_directory(place.inside("to"));
  Fd from;
  Fd to;
  CHECK(open_in_root(from, place.fd(), "/from", O_PATH | O_DIRECTORY).ok());
  CHECK(open_in_root(to, place.fd(), "/to", O_PATH | O_DIRECTORY).ok());
  bool empty = false;
  CHECK(is_empty_directory(to, empty).ok() && empty);
  CHECK(copy_tree(from, to).ok());
  CHECK(is_empty_directory(to, empty).ok() && !empty);
  struct stat status {};
  CHECK(::stat(place.inside("to").c_str(), &status) == 0 && (status.st_mode & 07777) == 0710);
  CHECK(::stat(place.inside("to/sub/file").c_str(), &status) == 0 && (status.st_mode & 07777) == 04751);
  CHECK(status.st_size == 100000);
  CHECK(fs::read_symlink(place.inside("to/link")) == "/nowhere");
  CHECK(fs::is_fifo(place.inside("to/fifo")) && fs::is_directory(place.inside("to/sub/deep")));
}

}  // namespace

int main() {
  missing_parents_are_made_once();
  nothing_is_made_outside_the_root();
  a_file_in_the_way_is_an_error();
  trees_are_copied_with_modes_links_and_content();
  return tscompose::test::finish();
}
