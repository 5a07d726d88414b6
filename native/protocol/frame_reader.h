// Cuts a non-blocking byte stream into frames. Memory is bounded by the largest frame the sender may send, and grows only as
// its bytes arrive: a header alone reserves nothing.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "protocol/frame.h"

namespace tscompose::protocol {

enum class FillResult { Data, WouldBlock, End, Failed };
enum class NextResult { Frame, NeedMore, Malformed };

class FrameReader {
 public:
  // `max_payload` narrows the protocol's own limit for peers that have no reason to send much.
  explicit FrameReader(std::uint32_t max_payload = kMaxPayload) : max_payload_(max_payload) {}

  // One read(2). Failed leaves errno. Take all frames with next() before filling again: it moves the bytes that frames point to.
  FillResult fill(int fd);
  // Bytes that came another way; false when they exceed what one frame may hold (take the frames first).
  [[nodiscard]] bool append(std::string_view bytes);
  // The next whole frame. Malformed is final: unknown type, non-zero padding, or too long.
  NextResult next(Frame& frame);
  // True between frames: an End there is a clean one.
  bool empty() const { return begin_ == end_; }

 private:
  void compact();
  bool reserve(std::size_t free_bytes);

  struct Free {
    void operator()(char* memory) const;
  };
  std::unique_ptr<char[], Free> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint32_t max_payload_;
};

}  // namespace tscompose::protocol
