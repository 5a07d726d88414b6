// The parts of unpacking that need no root: numbers, PAX records, sparse maps, archives from memory, decompression; and noise.
#include <cstring>
#include <string>
#include <vector>

#include "layer/decompressor.h"
#include "layer/layer_path.h"
#include "layer/pax.h"
#include "layer/sha256.h"
#include "layer/tar_header.h"
#include "layer/tar_reader.h"
#include "test/check.h"
#include "test/tar_seed.h"

namespace {

using namespace tscompose::layer;
using tscompose::Error;
using namespace tscompose::test;

std::span<const uint8_t> bytes_of(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// Gives a few bytes at a time, so that every boundary is met.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view text, size_t step = 7) : rest_(bytes_of(text)), step_(step) {}
  Error peek(std::span<const uint8_t>* bytes) override {
    *bytes = rest_.first(std::min(step_, rest_.size()));
    return Error::none();
  }
  void consume(size_t size) override { rest_ = rest_.subspan(size); }

 private:
  std::span<const uint8_t> rest_;
  size_t step_;
};

struct Read {
  Error error;
  std::vector<TarEntry> entries;
  std::vector<std::string> data;
};

Read read_all(std::string_view archive) {
  MemorySource source(archive);
  TarReader reader(source);
  Read read;
  for (;;) {
    TarEntry entry;
    bool end = false;
    read.error = reader.next(&entry, &end);
    if (!read.error.ok() || end) return read;
    read.entries.push_back(entry);
    read.data.emplace_back();
    for (;;) {
      std::span<const uint8_t> bytes;
      read.error = reader.peek_data(&bytes);
      if (!read.error.ok()) return read;
      if (bytes.empty()) break;
      read.data.back().append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      reader.consume_data(bytes.size());
    }
  }
}

void numbers_are_octal_or_base_256() {
  int64_t value = 0;
  CHECK(parse_tar_number(bytes_of("0000755"), &value) && value == 0755);
  CHECK(parse_tar_number(bytes_of("  755 \0"), &value) && value == 0755);
  CHECK(parse_tar_number(bytes_of(std::string_view("\0\0\0", 3)), &value) && value == 0);
  CHECK(parse_tar_number(bytes_of(std::string_view("\x80\0\0\0\0\0\x01\x02", 8)), &value) && value == 258);
  CHECK(parse_tar_number(bytes_of("\xff\xff\xff\xff\xff\xff\xff\xfe"), &value) && value == -2);
  CHECK(!parse_tar_number(bytes_of("12a"), &value));
  CHECK(!parse_tar_number(bytes_of("89"), &value));
  CHECK(!parse_tar_number(bytes_of(std::string_view("\x80\x01\0\0\0\0\0\0\0\0\0\0", 12)), &value));
}

void paths_are_made_relative_or_refused() {
  std::string path;
  CHECK(clean_layer_path("./a//b/./c/", &path).ok() && path == "a/b/c");
  CHECK(clean_layer_path("/etc/passwd", &path).ok() && path == "etc/passwd");
  CHECK(clean_layer_path("./", &path).ok() && path.empty());
  CHECK(clean_layer_path("a/..b", &path).ok() && path == "a/..b");
  CHECK(clean_layer_path("a/b/../../c/../d/.", &path).ok() && path == "d");
  CHECK(clean_layer_path("a/..", &path).ok() && path.empty());
  CHECK(clean_layer_path("..", &path).code == EBADMSG);
  CHECK(clean_layer_path("/..", &path).code == EBADMSG);
  CHECK(clean_layer_path("a/../..", &path).code == EBADMSG);
  CHECK(clean_layer_path("a/../../b", &path).code == EBADMSG);
  CHECK(clean_layer_path(std::string_view("a\0b", 3), &path).code == EBADMSG);
}

void pax_records_override_the_header() {
  std::string records = record("path", "long/name") + record("mtime", "-1.5") + record("uid", "4000000") +
                        record("SCHILY.xattr.user.x", std::string("a\0b\n", 4)) + record("comment", "of no meaning");
  Read read = read_all(file("pax", records, 'x') + file("short", "hello") + std::string(1024, '\0'));
  CHECK(read.error.ok() && read.entries.size() == 1 && read.data[0] == "hello");
  const TarEntry& entry = read.entries.at(0);
  CHECK(entry.path == "long/name" && entry.uid == 4000000);
  CHECK(entry.mtime.tv_sec == -2 && entry.mtime.tv_nsec == 500'000'000);
  CHECK(entry.xattrs.size() == 1 && entry.xattrs[0].second == std::string("a\0b\n", 4));
  PaxFields fields;
  for (const char* bad : {"5 a=b\n", "7 a=b\n", "x a=b\n", "6 a=b", "6 ab\n\n", "99999999999999999999 a=b\n", "12 uid=-100\n"}) {
    CHECK(parse_pax(bad, &fields).code == EBADMSG);
  }
}

void empty_pax_values_leave_the_header_alone() {
  Read read = read_all(file("p", record("path", "x") + record("path", "") + record("uid", "") + record("size", ""), 'x') +
                       file("short", "hello") + std::string(1024, '\0'));
  CHECK(read.error.ok() && read.entries.size() == 1 && read.entries[0].path == "short" && read.data[0] == "hello");
}

void pax_sizes_count_for_files_only() {
  std::string big = record("size", "5");
  Read read = read_all(file("p", big, 'x') + header("a", '0', 0) + padded("hello") + file("q", big, 'x') + header("d/", '5', 0) +
                       file("after", "x") + std::string(1024, '\0'));
  CHECK(read.error.ok() && read.entries.size() == 3);
  CHECK(read.data.at(0) == "hello" && read.entries.at(2).path == "after" && read.data.at(2) == "x");
}

void global_headers_are_of_no_meaning() {
  Read read = read_all(file("g", record("path", "elsewhere") + record("uid", "7"), 'g') + file("a", "x") + std::string(1024, '\0'));
  CHECK(read.error.ok() && read.entries.size() == 1 && read.entries[0].path == "a" && read.entries[0].uid == 0);
}

void names_with_nul_are_refused() {
  PaxFields fields;
  for (const char* key : {"path", "linkpath"}) {
    CHECK(parse_pax(record(key, std::string("a\0b", 3)), &fields).code == EBADMSG);
  }
  CHECK(parse_pax(record(std::string("SCHILY.xattr.user.a\0b", 21), "x"), &fields).code == EBADMSG);
  CHECK(parse_pax(record("SCHILY.xattr.", "x"), &fields).code == EBADMSG);
}

// Each of the headers is small enough; a million of them before one entry would not be.
void extended_headers_of_an_entry_are_limited_together() {
  std::string many;
  for (int i = 0; i < 5; ++i) many += file("p", record("SCHILY.xattr.user.x", std::string(250'000, 'x')), 'x');
  CHECK(read_all(many + file("a", "x")).error.code == EBADMSG);
  std::string names;
  for (int i = 0; i < 2; ++i) names += file("././@LongLink", std::string(600'000, 'n'), 'L');
  CHECK(read_all(names + file("a", "x")).error.code == EBADMSG);
  std::string apart;
  for (int i = 0; i < 5; ++i) apart += file("p", record("comment", std::string(250'000, 'x')), 'x') + file("a", "x");
  CHECK(read_all(apart + std::string(1024, '\0')).error.ok());
}

void gnu_long_names_are_joined() {
  std::string name(300, 'n');
  Read read = read_all(file("././@LongLink", name + '\0', 'L') + file("././@LongLink", "target", 'K') +
                       header("short", '2', 0) + std::string(512, '\0'));
  CHECK(read.error.ok() && read.entries.size() == 1);
  CHECK(read.entries.at(0).path == name && read.entries.at(0).link == "target");
}

void sparse_maps_are_read_in_every_form() {
  auto is_sparse = [](const Read& read) {
    if (!read.error.ok() || read.entries.size() != 1) return false;
    const TarEntry& entry = read.entries[0];
    return entry.path == "sparse" && entry.size == 1000 && entry.segments.size() == 2 && entry.segments[0].offset == 100 &&
           entry.segments[0].size == 3 && entry.segments[1].offset == 500 && read.data[0] == "abcde";
  };
  std::string common = record("GNU.sparse.name", "sparse") + record("GNU.sparse.realsize", "1000");
  std::string inside = common + record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0");
  CHECK(is_sparse(read_all(file("p", inside, 'x') + file("x", padded("2\n100\n3\n500\n2\n") + "abcde"))));
  std::string map = common + record("GNU.sparse.map", "100,3,500,2");
  CHECK(is_sparse(read_all(file("p", map, 'x') + file("x", "abcde"))));
  std::string pairs = common + record("GNU.sparse.offset", "100") + record("GNU.sparse.numbytes", "3") +
                      record("GNU.sparse.offset", "500") + record("GNU.sparse.numbytes", "2");
  CHECK(is_sparse(read_all(file("p", pairs, 'x') + file("x", "abcde"))));
  std::string old = header("sparse", 'S', 5);
  put(old, 386, "00000000144");
  put(old, 398, "00000000003");
  put(old, 410, "00000000764");
  put(old, 422, "00000000002");
  put(old, 483, "00000001750");
  seal(old);
  CHECK(is_sparse(read_all(old + padded("abcde"))));
  std::string overlapping = common + record("GNU.sparse.map", "100,3,101,2");
  CHECK(read_all(file("p", overlapping, 'x') + file("x", "abcde")).error.code == EBADMSG);
}

void damaged_archives_are_refused() {
  std::string archive = file("a", std::string(600, 'x')) + std::string(1024, '\0');
  CHECK(read_all(archive).error.ok());
  for (size_t size : {100u, 512u, 700u, 1535u}) CHECK(read_all(archive.substr(0, size)).error.code == EBADMSG);
  std::string wrong = archive;
  wrong[3] = 'x';
  CHECK(read_all(wrong).error.code == EBADMSG);
  CHECK(read_all(file("a", "", 'M')).error.code == EBADMSG);
  CHECK(read_all(header("p", 'x', 1u << 30)).error.code == EBADMSG);
}

std::string decompress(std::string_view blob, size_t out_size, bool* ok) {
  std::unique_ptr<Decompressor> decompressor;
  *ok = make_decompressor(bytes_of(blob), &decompressor).ok();
  std::string result;
  std::string buffer(out_size, '\0');
  std::span<const uint8_t> in = bytes_of(blob);
  for (bool more = *ok; more;) {
    std::span<uint8_t> out(reinterpret_cast<uint8_t*>(buffer.data()), buffer.size());
    if (!decompressor->step(in, out).ok()) *ok = more = false;
    result.append(buffer, 0, buffer.size() - out.size());
    if (!out.empty()) more = false;
  }
  *ok = *ok && decompressor->at_end();
  return result;
}

void blobs_are_decompressed_by_content() {
  // "hello hello hello\n" by gzip -n; the same text as one zstd frame of a raw block.
  const std::string gzip(
      "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x90\x5c\0\x3b\x7c\x8a\xdf\x12\0\0\0", 29);
  const std::string zstd = std::string("\x28\xb5\x2f\xfd\x20\x12\x91\0\0", 9) + "hello hello hello\n";
  for (size_t out : {1u, 5u, 100u}) {
    bool ok = false;
    bool twice_ok = false;
    CHECK(decompress("plain text", out, &ok) == "plain text" && ok);
    CHECK(decompress(zstd, out, &ok) == "hello hello hello\n" && ok);
    CHECK(decompress(zstd + zstd, out, &twice_ok).size() == 36 && twice_ok);
    std::string text = decompress(gzip, out, &ok);
    CHECK(text == "hello hello hello\n" && ok);
    CHECK(decompress(gzip + gzip, out, &twice_ok).size() == 36 && twice_ok);
    decompress(gzip.substr(0, gzip.size() - 1), out, &ok);
    CHECK(!ok);
    decompress(zstd.substr(0, zstd.size() - 1), out, &ok);
    CHECK(!ok);
  }
}

void what_cannot_be_decompressed_is_named() {
  std::unique_ptr<Decompressor> decompressor;
  CHECK(make_decompressor(bytes_of("BZh91AY"), &decompressor).code == EBADMSG);
  CHECK(make_decompressor(bytes_of("\xfd" "7zXZ"), &decompressor).code == EBADMSG);
  // A frame that wants a window of 1 GB.
  std::span<const uint8_t> in = bytes_of(std::string_view("\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", 9));
  CHECK(make_decompressor(in, &decompressor).ok());
  uint8_t buffer[64];
  std::span<uint8_t> out(buffer);
  Error error = decompressor->step(in, out);
  CHECK(error.code == EBADMSG && error.subject.find("memory") != std::string::npos);
}

void digests_are_sha256() {
  Sha256 hash;
  CHECK(hash.start().ok());
  hash.update(bytes_of("ab"));
  hash.update(bytes_of("c"));
  CHECK(hash.finish() == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// Whatever comes, reading ends and stays within its bytes; the sanitizers watch.
void noise_is_survived() {
  std::string good = file("p", record("path", "x") + record("GNU.sparse.map", "0,5"), 'x') + file("x", "hello") +
                     file("d/", "", '5') + std::string(1024, '\0');
  Noise noise(1);
  for (int round = 0; round < 3000; ++round) {
    std::string bad = good;
    for (unsigned i = 0; i <= noise.below(6); ++i) bad[noise.below(static_cast<unsigned>(bad.size()))] = static_cast<char>(noise.next());
    for (size_t block = 0; block + 512 <= bad.size() && noise.below(2) == 0; block += 512) {
      std::string header_block = bad.substr(block, 512);
      seal(header_block);
      bad.replace(block, 512, header_block);
    }
    Read read = read_all(bad);
    CHECK(read.error.ok() || read.error.code == EBADMSG);
    PaxFields fields;
    Error error = parse_pax(noise.bytes(40), &fields);
    CHECK(error.ok() || error.code == EBADMSG);
  }
}

}  // namespace

int main() {
  numbers_are_octal_or_base_256();
  paths_are_made_relative_or_refused();
  pax_records_override_the_header();
  empty_pax_values_leave_the_header_alone();
  pax_sizes_count_for_files_only();
  global_headers_are_of_no_meaning();
  names_with_nul_are_refused();
  extended_headers_of_an_entry_are_limited_together();
  gnu_long_names_are_joined();
  sparse_maps_are_read_in_every_form();
  damaged_archives_are_refused();
  blobs_are_decompressed_by_content();
  what_cannot_be_decompressed_is_named();
  digests_are_sha256();
  noise_is_survived();
  return tscompose::test::finish();
}
