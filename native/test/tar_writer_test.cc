// What TarWriter writes, TarReader reads: long names, owners of any size, attributes of any bytes.
#include "layer/tar_writer.h"

#include <sys/mman.h>

#include <string>

#include "core/fd.h"
#include "layer/pax.h"
#include "layer/tar_reader.h"
#include "test/check.h"

namespace {

using namespace tscompose::layer;
using tscompose::Error;
using tscompose::Fd;

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string text) : text_(std::move(text)) {}
  Error peek(std::span<const uint8_t>* bytes) override {
    *bytes = std::span(reinterpret_cast<const uint8_t*>(text_.data()), text_.size()).subspan(at_);
    return Error::none();
  }
  void consume(size_t size) override { at_ += size; }

 private:
  std::string text_;
  size_t at_ = 0;
};

std::string written(const TarEntry& entry, const std::string& data, std::string* digest) {
  Fd file(memfd_create("archive", MFD_CLOEXEC));
  HashingSink sink(file.get());
  CHECK(sink.start().ok());
  TarWriter writer(sink);
  CHECK(writer.add(entry).ok());
  CHECK(writer.data({reinterpret_cast<const uint8_t*>(data.data()), data.size()}).ok());
  CHECK(writer.end_data(data.size()).ok());
  CHECK(writer.finish().ok());
  *digest = sink.digest();
  std::string text(static_cast<size_t>(sink.bytes()), '\0');
  CHECK(pread(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return text;
}

void check_round_trip(TarEntry entry, const std::string& data) {
  entry.size = data.size();
  std::string digest;
  std::string archive = written(entry, data, &digest);
  CHECK(archive.size() % kTarBlock == 0);
  CHECK(digest.starts_with("sha256:"));
  MemorySource source(archive);
  TarReader reader(source);
  TarEntry read;
  bool end = false;
  CHECK(reader.next(&read, &end).ok());
  CHECK(!end);
  std::string name = entry.path + (entry.type == TarEntry::Type::directory ? "/" : "");
  CHECK(read.path == name || read.path == entry.path);
  CHECK(read.type == entry.type);
  CHECK(read.link == entry.link);
  CHECK(read.uid == entry.uid && read.gid == entry.gid && read.mode == entry.mode);
  CHECK(read.mtime.tv_sec == entry.mtime.tv_sec);
  CHECK(read.xattrs == entry.xattrs);
  if (entry.type == TarEntry::Type::file) CHECK(read.size == data.size());
  CHECK(reader.next(&read, &end).ok());
  CHECK(end);
}

TarEntry file_named(std::string path) {
  TarEntry entry;
  entry.path = std::move(path);
  entry.mode = 04755;
  entry.mtime.tv_sec = 1700000000;
  return entry;
}

}  // namespace

int main() {
  check_round_trip(file_named("a"), "");
  check_round_trip(file_named("a"), std::string(513, 'x'));
  for (size_t length : {99u, 100u, 101u, 255u, 4000u}) check_round_trip(file_named(std::string(length, 'n')), "x");
  check_round_trip(file_named("name with \xc3\xa4 and \xff"), "x");
  for (uint64_t id : {2097151ull, 2097152ull, 4294967294ull}) {
    TarEntry entry = file_named("owned");
    entry.uid = id;
    entry.gid = id - 1;
    check_round_trip(entry, "x");
  }
  for (time_t seconds : {-1L, 0L, 8589934591L, 8589934592L}) {
    TarEntry entry = file_named("timed");
    entry.mtime.tv_sec = seconds;
    check_round_trip(entry, "x");
  }
  // Lengths around those at which the record's own length gets a digit more.
  for (size_t length = 0; length < 1100; length += length < 110 ? 1 : 37) {
    TarEntry entry = file_named("attributes");
    entry.xattrs.emplace_back("security.capability", std::string(length, '\0'));
    entry.xattrs.emplace_back("user.any", std::string("\n=\xff\0 12", 7));
    check_round_trip(entry, "x");
  }
  TarEntry link = file_named("link");
  link.type = TarEntry::Type::symlink;
  link.link = std::string(300, 'l');
  check_round_trip(link, "");
  TarEntry directory = file_named("directory");
  directory.type = TarEntry::Type::directory;
  check_round_trip(directory, "");
  return tscompose::test::finish();
}
