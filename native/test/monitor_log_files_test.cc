#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "monitor/json_log.h"
#include "test/check.h"

namespace {

using tscompose::monitor::JsonLog;
using tscompose::monitor::Stream;
using tscompose::test::read_text;

class TemporaryDirectory {
 public:
  TemporaryDirectory() { CHECK(::mkdtemp(path_) != nullptr); }
  ~TemporaryDirectory() {
    for (const std::string& name : names()) ::unlink((std::string(path_) + "/" + name).c_str());
    ::rmdir(path_);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string log() const { return std::string(path_) + "/log"; }
  std::string text(const std::string& name) const { return read_text(std::string(path_) + "/" + name); }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    DIR* directory = ::opendir(path_);
    while (const dirent* entry = ::readdir(directory)) {
      if (entry->d_name[0] != '.') found.emplace_back(entry->d_name);
    }
    ::closedir(directory);
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  char path_[32] = "/tmp/tscompose-logs-XXXXXX";
};

std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

std::string numbers(int from, int count) {
  std::string lines;
  for (int number = from; number < from + count; ++number) lines += "line " + std::to_string(number) + "\n";
  return lines;
}

void begins_a_new_file_when_one_is_full_and_keeps_the_newest() {
  TemporaryDirectory directory;
  JsonLog log;
  CHECK(log.open(directory.log(), {1000, 3}).ok());
  log.append(Stream::Stdout, numbers(0, 100));
  std::vector<std::string> names = directory.names();
  CHECK(names.size() == 3);
  CHECK(names[0] == "log");
  std::string kept;
  for (const std::string& name : {names[1], names[2], names[0]}) {
    std::string text = directory.text(name);
    // No line is cut, and a file is over its limit by less than a line.
    CHECK(text.empty() || text.back() == '\n');
    CHECK(text.size() < 1100);
    kept += text;
  }
  CHECK(kept.find("line 99\\n") != std::string::npos);
  CHECK(kept.find("line 0\\n") == std::string::npos);
  std::size_t first = kept.find("line ");
  CHECK(lines_of(kept) == 100 - static_cast<std::size_t>(std::atoi(kept.c_str() + first + 5)));
}

void numbers_go_on_in_the_next_run_whether_files_are_compressed_or_not() {
  TemporaryDirectory directory;
  {
    JsonLog log;
    CHECK(log.open(directory.log(), {500, 4}).ok());
    log.append(Stream::Stdout, numbers(0, 20));
  }
  std::vector<std::string> before = directory.names();
  std::string newest = std::string(directory.log()) + "." + std::to_string(before.size() - 1);
  CHECK(::rename(newest.c_str(), (newest + ".gz").c_str()) == 0);
  JsonLog log;
  CHECK(log.open(directory.log(), {500, 4}).ok());
  log.append(Stream::Stdout, numbers(20, 8));
  std::vector<std::string> after = directory.names();
  CHECK(std::find(after.begin(), after.end(), "log." + std::to_string(before.size())) != after.end());
  log.append(Stream::Stdout, numbers(28, 60));
  CHECK(directory.names().size() == 4);
}

void one_file_is_begun_anew() {
  TemporaryDirectory directory;
  JsonLog log;
  CHECK(log.open(directory.log(), {1000, 1}).ok());
  log.append(Stream::Stdout, numbers(0, 100));
  std::vector<std::string> names = directory.names();
  CHECK(names.size() == 2 && names[0] == "log");
  CHECK(directory.text(names[1]).empty());
  CHECK(directory.text("log").size() < 1100);
}

void says_how_many_lines_a_full_disk_has_cost() {
  TemporaryDirectory directory;
  JsonLog log;
  CHECK(log.open(directory.log()).ok());
  log.append(Stream::Stdout, numbers(0, 10));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit full = before;
  full.rlim_cur = directory.text("log").size() + 50;
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &full);
  log.append(Stream::Stdout, numbers(10, 5));
  log.append(Stream::Stdout, numbers(15, 2));
  CHECK(lines_of(directory.text("log")) == 10);
  ::setrlimit(RLIMIT_FSIZE, &before);
  log.append(Stream::Stdout, numbers(17, 1));
  log.append(Stream::Stdout, numbers(18, 1));
  std::string text = directory.text("log");
  CHECK(lines_of(text) == 13);
  CHECK(text.find("tscompose: 7 lines of output are missing here: ") != std::string::npos);
  CHECK(text.find("missing") < text.find("line 17"));
  CHECK(text.find("missing") == text.rfind("missing"));
}

void keeps_nothing_without_a_path() {
  JsonLog log;
  CHECK(log.open("").ok());
  log.append(Stream::Stdout, "gone\n");
  log.finish(Stream::Stdout);
}

}  // namespace

int main() {
  begins_a_new_file_when_one_is_full_and_keeps_the_newest();
  numbers_go_on_in_the_next_run_whether_files_are_compressed_or_not();
  one_file_is_begun_anew();
  says_how_many_lines_a_full_disk_has_cost();
  keeps_nothing_without_a_path();
  return tscompose::test::finish();
}
