#include "layer/unpack.h"

#include <fcntl.h>
#include <pthread.h>

#include <memory>

#include "core/fd.h"
#include "layer/chunk_queue.h"
#include "layer/decompressor.h"
#include "layer/layer_writer.h"
#include "layer/sha256.h"
#include "layer/tar_reader.h"

namespace tscompose::layer {
namespace {

constexpr size_t kChunks = 8;
constexpr size_t kReadSize = 128 * 1024;

// Producer: blob → chunks of plain tar in the queue.
class Inflater {
 public:
  Inflater(int blob, std::string name, ChunkQueue& queue) : blob_(blob), name_(std::move(name)), queue_(queue) {}

  static void* run(void* self) {
    auto* inflater = static_cast<Inflater*>(self);
    inflater->queue_.finish(inflater->inflate());
    return nullptr;
  }

 private:
  Error inflate() {
    std::unique_ptr<uint8_t[]> buffer(new uint8_t[kReadSize]);
    for (;;) {
      size_t got = 0;
      if (Error error = fill(buffer.get(), &got); !error.ok()) return error;
      std::span<const uint8_t> in(buffer.get(), got);
      if (decompressor_ == nullptr) {
        if (Error error = make_decompressor(in, &decompressor_); !error.ok()) return error;
      }
      if (in.empty()) break;
      bool abandoned = false;
      if (Error error = feed(in, &abandoned); !error.ok() || abandoned) return error;
    }
    if (!decompressor_->at_end()) return {EBADMSG, "inflate", "the compressed stream is cut short"};
    if (chunk_ != nullptr) queue_.push(std::move(chunk_));
    return Error::none();
  }

  // A whole buffer but at the end of the file, so that the first bytes tell the format.
  Error fill(uint8_t* buffer, size_t* got) {
    *got = 0;
    while (*got < kReadSize) {
      ssize_t part = TSC_RETRY(::read(blob_, buffer + *got, kReadSize - *got));
      if (part < 0) return Error::last("read", name_);
      if (part == 0) break;
      *got += static_cast<size_t>(part);
    }
    return Error::none();
  }

  Error feed(std::span<const uint8_t> in, bool* abandoned) {
    for (bool wants_more = false; !wants_more;) {
      if (chunk_ == nullptr) chunk_ = queue_.take_empty();
      if (chunk_ == nullptr) {
        *abandoned = true;
        return Error::none();
      }
      std::span<uint8_t> out(chunk_->bytes.get() + chunk_->size, Chunk::kCapacity - chunk_->size);
      if (Error error = decompressor_->step(in, out); !error.ok()) return error;
      chunk_->size = Chunk::kCapacity - out.size();
      wants_more = !out.empty();
      if (!wants_more) queue_.push(std::move(chunk_));
    }
    return Error::none();
  }

  int blob_;
  std::string name_;
  ChunkQueue& queue_;
  std::unique_ptr<Decompressor> decompressor_;
  std::unique_ptr<Chunk> chunk_;
};

// Consumer's view of the queue; every byte that passes is hashed.
class QueueSource : public ByteSource {
 public:
  explicit QueueSource(ChunkQueue& queue) : queue_(queue) {}

  Error start() { return hash_.start(); }

  Error peek(std::span<const uint8_t>* bytes) override {
    while (chunk_ == nullptr || at_ == chunk_->size) {
      if (chunk_ != nullptr) queue_.recycle(std::move(chunk_));
      Error error;
      chunk_ = queue_.pop(&error);
      at_ = 0;
      if (chunk_ == nullptr) {
        *bytes = {};
        return error;
      }
      hash_.update({chunk_->bytes.get(), chunk_->size});
    }
    *bytes = {chunk_->bytes.get() + at_, chunk_->size - at_};
    return Error::none();
  }

  void consume(size_t size) override { at_ += size; }

  // What follows the end of the archive belongs to the digest as well.
  Error drain() {
    for (;;) {
      std::span<const uint8_t> bytes;
      if (Error error = peek(&bytes); !error.ok()) return error;
      if (bytes.empty()) return Error::none();
      consume(bytes.size());
    }
  }

  std::string digest() { return hash_.finish(); }

 private:
  ChunkQueue& queue_;
  std::unique_ptr<Chunk> chunk_;
  size_t at_ = 0;
  Sha256 hash_;
};

Error write_layer(ChunkQueue& queue, const std::string& destination, uint64_t max_bytes, UnpackResult* result) {
  QueueSource source(queue);
  if (Error error = source.start(); !error.ok()) return error;
  TarReader reader(source);
  LayerWriter writer(reader, max_bytes);
  if (Error error = writer.open(destination); !error.ok()) return error;
  TarEntry entry;
  for (;;) {
    bool end = false;
    if (Error error = reader.next(&entry, &end); !error.ok()) return error;
    if (end) break;
    if (Error error = writer.add(entry); !error.ok()) return error;
  }
  if (Error error = source.drain(); !error.ok()) return error;
  if (Error error = writer.finish(); !error.ok()) return error;
  *result = {source.digest(), writer.bytes(), writer.entries()};
  return Error::none();
}

}  // namespace

Error unpack_layer(const std::string& blob, const std::string& destination, uint64_t max_bytes, UnpackResult* result) {
  Fd file(TSC_RETRY(open(blob.c_str(), O_RDONLY | O_CLOEXEC)));
  if (!file.valid()) return Error::last("open", blob);
  posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  ChunkQueue queue(kChunks);
  Inflater inflater(file.get(), blob, queue);
  pthread_t thread;
  if (int code = pthread_create(&thread, nullptr, Inflater::run, &inflater); code != 0) return {code, "pthread_create", {}};
  Error error = write_layer(queue, destination, max_bytes, result);
  queue.abandon();
  pthread_join(thread, nullptr);
  return error;
}

}  // namespace tscompose::layer
