// A bounded queue of large buffers between the thread that inflates and the one that unpacks. Buffers are reused, so that a
// layer of any size takes the same memory.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.h"

namespace tscompose::layer {

struct Chunk {
  static constexpr size_t kCapacity = 256 * 1024;
  std::unique_ptr<uint8_t[]> bytes{new uint8_t[kCapacity]};
  size_t size = 0;
};

class ChunkQueue {
 public:
  explicit ChunkQueue(size_t chunks);

  // Producer: an empty chunk to fill, or null when the consumer has given up.
  std::unique_ptr<Chunk> take_empty();
  void push(std::unique_ptr<Chunk> chunk);
  // Producer: nothing follows; `error` says whether that is as it should be.
  void finish(Error error);

  // Consumer: the next chunk; null at the end, `error` set when the end is a failure.
  std::unique_ptr<Chunk> pop(Error* error);
  void recycle(std::unique_ptr<Chunk> chunk);
  // Consumer: wants no more; the producer is released.
  void abandon();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Chunk>> empty_;
  std::deque<std::unique_ptr<Chunk>> full_;
  bool finished_ = false;
  bool abandoned_ = false;
  Error error_;
};

}  // namespace tscompose::layer
