#include "layer/growing_blob.h"

#include <fcntl.h>

#include <vector>

namespace tscompose::layer {
namespace {

constexpr size_t kReadSize = 256 * 1024;

}  // namespace

Error GrowingBlob::open(const std::string& path, std::shared_ptr<GrowingBlob>* blob) {
  Fd file(TSC_RETRY(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)));
  if (!file.valid()) return Error::last("open", path);
  blob->reset(new GrowingBlob(std::move(file), path));
  return (*blob)->take_up();
}

Error GrowingBlob::take_up() {
  if (Error error = hash_.start(); !error.ok()) return error;
  std::vector<uint8_t> buffer(kReadSize);
  for (;;) {
    ssize_t got = TSC_RETRY(pread(file_.get(), buffer.data(), buffer.size(), static_cast<off_t>(size_)));
    if (got < 0) return Error::last("read", path_);
    if (got == 0) return Error::none();
    hash_.update({buffer.data(), static_cast<size_t>(got)});
    size_ += static_cast<uint64_t>(got);
  }
}

Error GrowingBlob::append(std::span<const std::span<const uint8_t>> parts) {
  uint64_t offset = size();
  for (std::span<const uint8_t> part : parts) {
    if (Error error = write_part(part, offset); !error.ok()) return error;
    offset += part.size();
  }
  for (std::span<const uint8_t> part : parts) hash_.update(part);
  std::lock_guard lock(mutex_);
  size_ = offset;
  changed_.notify_all();
  return Error::none();
}

Error GrowingBlob::write_part(std::span<const uint8_t> bytes, uint64_t offset) {
  while (!bytes.empty()) {
    ssize_t written = TSC_RETRY(pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)));
    if (written < 0) {
      Error error = Error::last("write", path_);
      // The file holds what is hashed and nothing else: the next attempt takes it up.
      (void)!ftruncate(file_.get(), static_cast<off_t>(size()));
      return error;
    }
    bytes = bytes.subspan(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return Error::none();
}

Error GrowingBlob::restart() {
  {
    // Before the file is cut: whoever reads it in between must see that it is another one.
    std::lock_guard lock(mutex_);
    size_ = 0;
    ++generation_;
    changed_.notify_all();
  }
  if (ftruncate(file_.get(), 0) != 0) return Error::last("ftruncate", path_);
  return hash_.start();
}

void GrowingBlob::finish(bool whole) {
  std::lock_guard lock(mutex_);
  state_ = whole ? State::whole : State::abandoned;
  changed_.notify_all();
}

uint64_t GrowingBlob::size() const {
  std::lock_guard lock(mutex_);
  return size_;
}

uint64_t GrowingBlob::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

Error GrowingBlob::wait(uint64_t generation, uint64_t offset, const std::atomic<bool>& cancelled, Window* window) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return cancelled || generation_ != generation || state_ != State::growing || size_ > offset;
  });
  if (cancelled || state_ == State::abandoned) return {ECANCELED, "unpack", path_};
  if (generation_ != generation) return {ESTALE, "unpack", path_};
  *window = {size_, state_ == State::whole};
  return Error::none();
}

void GrowingBlob::wake() const {
  std::lock_guard lock(mutex_);
  changed_.notify_all();
}

}  // namespace tscompose::layer
