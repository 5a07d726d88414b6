#include "protocol/frame_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/result.h"
#include "protocol/little_endian.h"

namespace tscompose::protocol {

namespace {

constexpr std::size_t kFirstCapacity = 4096;
// Above this the buffer is given back when it runs empty: one large Start must not stay for the container's life.
constexpr std::size_t kKeptCapacity = kMaxStreamPayload + kHeaderBytes;

}  // namespace

void FrameReader::Free::operator()(char* memory) const { std::free(memory); }

void FrameReader::compact() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (capacity_ > kKeptCapacity) {
      memory_.reset();
      capacity_ = 0;
    }
  } else if (begin_ > 0) {
    std::memmove(memory_.get(), memory_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
}

bool FrameReader::reserve(std::size_t free_bytes) {
  compact();
  if (capacity_ - end_ >= free_bytes) return true;
  std::size_t wanted = std::max({kFirstCapacity, capacity_ * 2, end_ + free_bytes});
  std::size_t limit = std::max<std::size_t>(kHeaderBytes + std::size_t{max_payload_}, kFirstCapacity);
  wanted = std::min(wanted, limit);
  if (wanted < end_ + free_bytes) return false;
  auto* grown = static_cast<char*>(std::realloc(memory_.get(), wanted));
  if (grown == nullptr) return false;
  (void)memory_.release();
  memory_.reset(grown);
  capacity_ = wanted;
  return true;
}

FillResult FrameReader::fill(int fd) {
  if (!reserve(1)) {
    errno = ENOBUFS;
    return FillResult::Failed;
  }
  ssize_t count = TSC_RETRY(::read(fd, memory_.get() + end_, capacity_ - end_));
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? FillResult::WouldBlock : FillResult::Failed;
  if (count == 0) return FillResult::End;
  end_ += static_cast<std::size_t>(count);
  return FillResult::Data;
}

bool FrameReader::append(std::string_view bytes) {
  if (bytes.empty()) return true;
  if (!reserve(bytes.size())) return false;
  std::memcpy(memory_.get() + end_, bytes.data(), bytes.size());
  end_ += bytes.size();
  return true;
}

NextResult FrameReader::next(Frame& frame) {
  std::size_t available = end_ - begin_;
  if (available < kHeaderBytes) return NextResult::NeedMore;
  const char* header = memory_.get() + begin_;
  std::uint32_t length = load_le32(header);
  TypeLimit limit = type_limit(static_cast<std::uint8_t>(header[4]));
  if (!limit.known || header[5] != 0 || header[6] != 0 || header[7] != 0) return NextResult::Malformed;
  if (length > limit.max_payload || length > max_payload_) return NextResult::Malformed;
  if (available - kHeaderBytes < length) return NextResult::NeedMore;
  frame.type = static_cast<MessageType>(header[4]);
  frame.payload = {header + kHeaderBytes, length};
  begin_ += kHeaderBytes + length;
  return NextResult::Frame;
}

}  // namespace tscompose::protocol
