#include "layer/chunk_queue.h"

namespace tscompose::layer {

ChunkQueue::ChunkQueue(size_t chunks) {
  for (size_t i = 0; i < chunks; ++i) empty_.push_back(std::make_unique<Chunk>());
}

std::unique_ptr<Chunk> ChunkQueue::take_empty() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return abandoned_ || !empty_.empty(); });
  if (abandoned_) return nullptr;
  std::unique_ptr<Chunk> chunk = std::move(empty_.back());
  empty_.pop_back();
  chunk->size = 0;
  return chunk;
}

void ChunkQueue::push(std::unique_ptr<Chunk> chunk) {
  std::lock_guard lock(mutex_);
  full_.push_back(std::move(chunk));
  changed_.notify_all();
}

void ChunkQueue::finish(Error error) {
  std::lock_guard lock(mutex_);
  finished_ = true;
  error_ = std::move(error);
  changed_.notify_all();
}

std::unique_ptr<Chunk> ChunkQueue::pop(Error* error) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return finished_ || !full_.empty(); });
  if (full_.empty()) {
    *error = error_;
    return nullptr;
  }
  std::unique_ptr<Chunk> chunk = std::move(full_.front());
  full_.pop_front();
  return chunk;
}

void ChunkQueue::recycle(std::unique_ptr<Chunk> chunk) {
  std::lock_guard lock(mutex_);
  empty_.push_back(std::move(chunk));
  changed_.notify_all();
}

void ChunkQueue::abandon() {
  std::lock_guard lock(mutex_);
  abandoned_ = true;
  changed_.notify_all();
}

}  // namespace tscompose::layer
