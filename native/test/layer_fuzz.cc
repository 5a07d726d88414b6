// Unpacks hostile layers and looks whether anything gets out of their directory. With clang, a target of libFuzzer
// (-DUSE_LIBFUZZER); by itself a program that makes layers of its own: layer_fuzz [RUNS [SEED]]. The same seed, the same runs.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <vector>

#include "layer/remove_tree.h"
#include "layer/unpack.h"
#include "test/check.h"
#include "test/tar_seed.h"

namespace {

using namespace tscompose::test;
using namespace tscompose::layer;
using tscompose::Error;

constexpr uint64_t kMaxBytes = 1024 * 1024;
constexpr const char* kGuard = "nobody may change this";

// A directory to unpack into, with files beside it that an escape would find first.
class Ground {
 public:
  Ground() : base_(make()) {
    mkdir((base_ + "/outside").c_str(), 0700);
    write(base_ + "/outside/guard", kGuard);
    write(base_ + "/guard", kGuard);
    mkdir(layer().c_str(), 0755);
  }
  ~Ground() { (void)!remove_tree(base_).ok(); }

  std::string layer() const { return base_ + "/layer"; }
  std::string blob() const { return base_ + "/blob"; }
  static void write(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

  void begin_anew() const {
    CHECK(remove_tree(layer()).ok());
    CHECK(mkdir(layer().c_str(), 0755) == 0);
  }

  bool untouched() const {
    return names(base_) == 4 && names(base_ + "/outside") == 1 && read_text(base_ + "/guard") == kGuard &&
           read_text(base_ + "/outside/guard") == kGuard;
  }

 private:
  static std::string make() {
    char path[] = "/tmp/tscompose-fuzz-XXXXXX";
    if (mkdtemp(path) == nullptr) abort();
    return path;
  }
  static int names(const std::string& path) {
    DIR* stream = opendir(path.c_str());
    int count = -2;
    while (readdir(stream) != nullptr) ++count;
    closedir(stream);
    return count;
  }

  std::string base_;
};

// Whatever an archive says, it is unpacked or refused; other failures would be taken for the machine's.
bool is_expected(const Error& error) {
  bool refused = error.code == EBADMSG || error.code == EFBIG || error.code == ENOTSUP;
  return error.ok() || refused || (geteuid() != 0 && error.code == EPERM);
}

Error unpack_file(const Ground& ground, std::string_view blob) {
  Ground::write(ground.blob(), blob);
  std::atomic<bool> cancelled = false;
  UnpackResult result;
  return unpack_layer({ground.blob(), nullptr, ground.layer(), kMaxBytes, std::nullopt}, cancelled, &result);
}

// The same while it comes in, by parts of any size.
Error unpack_growing(const Ground& ground, std::string_view blob, size_t part) {
  Ground::write(ground.blob(), {});
  std::shared_ptr<GrowingBlob> growing;
  CHECK(GrowingBlob::open(ground.blob(), &growing).ok());
  std::atomic<bool> cancelled = false;
  UnpackResult result;
  Error error;
  std::thread unpacking([&] { error = unpack_layer({{}, growing, ground.layer(), kMaxBytes, std::nullopt}, cancelled, &result); });
  for (size_t at = 0; at < blob.size(); at += part) {
    std::string_view bytes = blob.substr(at, part);
    std::span<const uint8_t> span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    CHECK(growing->append({&span, 1}).ok());
  }
  growing->finish(true);
  unpacking.join();
  return error;
}

bool run_one(const Ground& ground, std::string_view blob, size_t part) {
  Error error = part == 0 ? unpack_file(ground, blob) : unpack_growing(ground, blob, part);
  bool holds = is_expected(error) && ground.untouched();
  if (!is_expected(error)) std::fprintf(stderr, "%s %s: errno %d\n", error.call, error.subject.c_str(), error.code);
  if (!ground.untouched()) std::fprintf(stderr, "something got out\n");
  ground.begin_anew();
  return holds;
}

template <size_t Size>
std::string_view pick(Noise& noise, const char* const (&pool)[Size]) {
  return pool[noise.below(Size)];
}

std::string random_path(Noise& noise) {
  static const char* const parts[] = {"a", "a", "b", "b", "link", "up", ".", "", ".wh.a", ".wh.link", ".wh..wh..opq", "...", "guard"};
  static const char* const worthless[] = {"..", ".wh.", ".wh..", ".wh..."};
  std::string path = noise.below(8) == 0 ? "/" : "";
  for (unsigned i = 0; i <= noise.below(4); ++i) {
    if (i > 0) path += '/';
    // An archive with one of these ends there, so they are to be rare.
    path += noise.below(40) == 0 ? pick(noise, worthless) : pick(noise, parts);
  }
  return path;
}

std::string random_target(Noise& noise) {
  static const char* const targets[] = {"/",    "..",       "../..",  "../../../../..", "a",       "a/b", "/a",
                                        "link", "../guard", "/guard", "../outside",     "/outside", "."};
  return std::string(noise.below(3) == 0 ? std::string_view(random_path(noise)) : pick(noise, targets));
}

std::string random_record(Noise& noise) {
  static const char* const keys[] = {"path", "linkpath", "size", "uid", "gid", "mtime", "SCHILY.xattr.user.x",
                                     "SCHILY.xattr.trusted.overlay.redirect", "SCHILY.xattr.security.capability",
                                     "SCHILY.xattr.system.posix_acl_access", "GNU.sparse.map", "GNU.sparse.major",
                                     "GNU.sparse.realsize", "GNU.sparse.name", "GNU.sparse.offset", "GNU.sparse.numbytes"};
  static const char* const values[] = {"", "0", "1", "5", "-1", "1.5", "0,5", "0,2,3,2", "99999999999", "18446744073709551615"};
  std::string value = noise.below(3) == 0 ? random_target(noise) : std::string(pick(noise, values));
  return record(std::string(pick(noise, keys)), value);
}

std::string random_entry(Noise& noise) {
  static const char types[] = "00000001112222223455555555556gxLK7";
  char type = types[noise.below(sizeof(types) - 1)];
  std::string path = random_path(noise);
  switch (type) {
    case '1': case '2': return linked(path, type, random_target(noise));
    case 'x': case 'g': return file("pax", random_record(noise) + random_record(noise), type);
    case 'L': case 'K': return file("././@LongLink", noise.below(2) == 0 ? path : std::string(noise.below(5000), 'n'), type);
    case '0': case '7': return file(path, std::string(noise.below(1200), 'd'), noise.below(50) == 0 ? 'S' : type);
    default: return header(path, type, 0);
  }
}

std::string random_archive(Noise& noise) {
  std::string archive;
  for (unsigned i = 0; i <= noise.below(14); ++i) archive += random_entry(noise);
  if (noise.below(8) == 0) {
    for (unsigned i = 0; i <= noise.below(6); ++i) {
      size_t at = noise.below(static_cast<unsigned>(archive.size()));
      archive[at] = static_cast<char>(noise.next());
      if (noise.below(2) == 0) continue;
      std::string block = archive.substr(at / 512 * 512, 512);
      seal(block);
      archive.replace(at / 512 * 512, 512, block);
    }
  }
  return noise.below(8) == 0 ? archive : archive + std::string(1024, '\0');
}

std::string random_blob(Noise& noise) {
  std::string archive = random_archive(noise);
  std::string blob = archive;
  switch (noise.below(6)) {
    case 0: blob = gzip(archive); break;
    case 1: blob = gzip(archive.substr(0, archive.size() / 2)) + gzip(archive.substr(archive.size() / 2)); break;
    case 2: blob = zstd(archive); break;
    default: return blob;
  }
  if (noise.below(4) == 0) blob[noise.below(static_cast<unsigned>(blob.size()))] = static_cast<char>(noise.next());
  if (noise.below(8) == 0) blob.resize(noise.below(static_cast<unsigned>(blob.size())));
  return blob;
}

#ifdef USE_LIBFUZZER

// Changes rarely leave a checksum right, without which nothing of an entry is looked at.
void seal_all(std::string& archive) {
  for (size_t at = 0; at + 512 <= archive.size();) {
    std::string block = archive.substr(at, 512);
    if (block[0] == '\0') return;
    seal(block);
    archive.replace(at, 512, block);
    size_t size = strtoul(block.substr(124, 11).c_str(), nullptr, 8);
    at += 512 + (std::min(size, archive.size()) + 511) / 512 * 512;
  }
}

#endif

}  // namespace

#ifdef USE_LIBFUZZER

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Ground ground;
  // A whole one now and then in parts: that takes a thread each time.
  size_t part = size % 16 == 1 ? 1 + data[0] * 11 : 0;
  if (!run_one(ground, {reinterpret_cast<const char*>(data), size}, part)) abort();
  return 0;
}

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

// Begins with what the generator makes, and goes on from there.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  Noise noise(seed);
  std::string blob;
  if (size < 512 || noise.below(16) == 0) {
    blob = random_blob(noise);
  } else {
    size_t mutated = LLVMFuzzerMutate(data, size, most);
    blob.assign(reinterpret_cast<const char*>(data), mutated);
    if (noise.below(8) != 0) seal_all(blob);
  }
  blob.resize(std::min(blob.size(), most));
  std::copy(blob.begin(), blob.end(), data);
  return blob.size();
}

#else

int main(int count, char** arguments) {
  unsigned long runs = count > 1 ? strtoul(arguments[1], nullptr, 10) : 1500;
  unsigned long seed = count > 2 ? strtoul(arguments[2], nullptr, 10) : 1;
  const Ground ground;
  for (unsigned long run = 0; run < runs; ++run) {
    Noise noise(seed + run);
    std::string blob = random_blob(noise);
    size_t part = noise.below(8) == 0 ? 1 + noise.below(3000) : 0;
    if (run_one(ground, blob, part)) continue;
    std::fprintf(stderr, "to repeat it: layer_fuzz 1 %lu\n", seed + run);
    return 1;
  }
  return finish();
}

#endif
