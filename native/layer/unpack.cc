#include "layer/unpack.h"

#include <pthread.h>

#include "layer/blob_reader.h"
#include "layer/changes.h"
#include "layer/chunk_queue.h"
#include "layer/decompressor.h"
#include "layer/layer_writer.h"
#include "layer/sha256.h"
#include "layer/tar_reader.h"

namespace tscompose::layer {
namespace {

constexpr size_t kChunks = 6;
constexpr size_t kReadSize = 128 * 1024;
constexpr size_t kFirstBytes = 4;

// Producer: blob → chunks of plain tar in the queue.
class Inflater {
 public:
  Inflater(BlobReader& blob, ChunkQueue& queue) : blob_(blob), queue_(queue) {}

  static void* run(void* self) {
    auto* inflater = static_cast<Inflater*>(self);
    inflater->queue_.finish(inflater->inflate());
    return nullptr;
  }

 private:
  Error inflate() {
    std::unique_ptr<uint8_t[]> buffer(new uint8_t[kReadSize]);
    size_t got = 0;
    if (Error error = read_first(buffer.get(), &got); !error.ok()) return error;
    if (Error error = make_decompressor({buffer.get(), got}, &decompressor_); !error.ok()) return error;
    while (got > 0) {
      bool abandoned = false;
      if (Error error = feed({buffer.get(), got}, &abandoned); !error.ok() || abandoned) return error;
      if (Error error = blob_.read({buffer.get(), kReadSize}, &got); !error.ok()) return error;
    }
    if (!decompressor_->at_end()) return {EBADMSG, "inflate", "the compressed stream is cut short"};
    if (chunk_ != nullptr) queue_.push(std::move(chunk_));
    return Error::none();
  }

  // As many as tell the format, unless the blob is shorter.
  Error read_first(uint8_t* buffer, size_t* got) {
    for (size_t part = 1; part > 0 && *got < kFirstBytes; *got += part) {
      if (Error error = blob_.read({buffer + *got, kReadSize - *got}, &part); !error.ok()) return error;
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

  BlobReader& blob_;
  ChunkQueue& queue_;
  std::unique_ptr<Decompressor> decompressor_;
  std::unique_ptr<Chunk> chunk_;
};

// Consumer's view of the queue; every byte that passes is hashed and counted.
class QueueSource : public ByteSource {
 public:
  QueueSource(ChunkQueue& queue, uint64_t max_bytes) : queue_(queue), bytes_left_(max_bytes) {}

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
      // Of a small blob may come any number of bytes that make no file.
      if (chunk_->size > bytes_left_) return {EFBIG, "unpack", {}};
      bytes_left_ -= chunk_->size;
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
  uint64_t bytes_left_;
  std::unique_ptr<Chunk> chunk_;
  size_t at_ = 0;
  Sha256 hash_;
};

// Rarely needed, since it reads the whole tree again.
Error count_bytes(const std::string& destination, UnpackResult* result) {
  ChangesResult found;
  if (Error error = find_changes(destination, {}, &found); !error.ok()) return error;
  result->bytes = found.bytes;
  return Error::none();
}

Error write_layer(ChunkQueue& queue, const UnpackRequest& request, const std::atomic<bool>& cancelled, UnpackResult* result) {
  QueueSource source(queue, request.max_bytes);
  if (Error error = source.start(); !error.ok()) return error;
  TarReader reader(source);
  LayerWriter writer(reader, request.max_bytes, request.plain);
  if (Error error = writer.open(request.destination); !error.ok()) return error;
  TarEntry entry;
  for (;;) {
    if (cancelled) return {ECANCELED, "unpack", request.blob};
    bool end = false;
    if (Error error = reader.next(&entry, &end); !error.ok()) return error;
    if (end) break;
    if (Error error = writer.add(entry); !error.ok()) return error;
  }
  if (Error error = source.drain(); !error.ok()) return error;
  if (Error error = writer.finish(); !error.ok()) return error;
  *result = {source.digest(), writer.bytes(), writer.entries(), writer.hides_all()};
  return writer.replaced() && !request.plain ? count_bytes(request.destination, result) : Error::none();
}

}  // namespace

Error unpack_layer(const UnpackRequest& request, std::atomic<bool>& cancelled, UnpackResult* result) {
  std::unique_ptr<BlobReader> blob;
  if (request.growing != nullptr) blob = follow_blob(request.growing, cancelled);
  else if (Error error = read_whole_blob(request.blob, cancelled, &blob); !error.ok()) return error;
  ChunkQueue queue(kChunks);
  Inflater inflater(*blob, queue);
  pthread_t thread;
  if (int code = pthread_create(&thread, nullptr, Inflater::run, &inflater); code != 0) return {code, "pthread_create", {}};
  Error error = write_layer(queue, request, cancelled, result);
  // When writing failed, reading must not go on waiting for bytes that nobody wants.
  cancelled = true;
  queue.abandon();
  if (request.growing != nullptr) request.growing->wake();
  pthread_join(thread, nullptr);
  return error;
}

}  // namespace tscompose::layer
