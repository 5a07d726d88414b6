// A blob's file while it comes in: one writes, hashing as it goes, and any number read behind, each at its own pace. What is
// read is not verified before the writer says so; nothing of it may be kept until then.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "core/fd.h"
#include "core/result.h"
#include "layer/sha256.h"

namespace tscompose::layer {

class GrowingBlob {
 public:
  // What a reader may do at its offset.
  struct Window {
    uint64_t size = 0;   // bytes there are
    bool whole = false;  // nothing follows
  };

  // Opens or makes the file; what an earlier attempt left is hashed and counts.
  static Error open(const std::string& path, std::shared_ptr<GrowingBlob>* blob);

  // The writer's side, one call at a time.
  Error append(std::span<const std::span<const uint8_t>> parts);
  // All that came is worthless: readers get ESTALE, and may begin again.
  Error restart();
  // Of all bytes so far; the last thing that is asked of the hash.
  std::string digest() { return hash_.finish(); }
  // Nothing follows; unless it is whole, readers get ECANCELED.
  void finish(bool whole);

  uint64_t size() const;

  // The readers' side.
  uint64_t generation() const;
  // Waits for bytes beyond `offset`, the end, a restart since `generation` (ESTALE) or `cancelled` (ECANCELED).
  Error wait(uint64_t generation, uint64_t offset, const std::atomic<bool>& cancelled, Window* window) const;
  // To be called after a reader's `cancelled` was set.
  void wake() const;
  int descriptor() const { return file_.get(); }

 private:
  enum class State { growing, whole, abandoned };

  GrowingBlob(Fd file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}
  Error take_up();
  Error write_part(std::span<const uint8_t> bytes, uint64_t offset);

  Fd file_;
  std::string path_;
  Sha256 hash_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  uint64_t size_ = 0;
  uint64_t generation_ = 0;
  State state_ = State::growing;
};

}  // namespace tscompose::layer
