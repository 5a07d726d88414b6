// What waits to be sent to a peer that reads slowly.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tscompose::monitor {

class Outbox {
 public:
  // Sends at once what the socket takes, keeps the rest. False when the connection is broken.
  bool send(int socket, std::string_view bytes);
  // Sends on.
  bool flush(int socket);
  bool empty() const { return sent_ == waiting_.size(); }
  // Bytes that wait.
  std::size_t size() const { return waiting_.size() - sent_; }

 private:
  std::string waiting_;
  std::size_t sent_ = 0;
};

}  // namespace tscompose::monitor
