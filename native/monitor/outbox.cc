#include "monitor/outbox.h"

#include <sys/socket.h>

#include "core/result.h"

namespace tscompose::monitor {

namespace {

// Bytes the socket took, or -1 when it is broken.
ssize_t send_some(int socket, std::string_view bytes) {
  ssize_t count = TSC_RETRY(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  return count < 0 && errno == EAGAIN ? 0 : count;
}

}  // namespace

bool Outbox::send(int socket, std::string_view bytes) {
  if (empty()) {
    ssize_t count = send_some(socket, bytes);
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    waiting_.clear();
    sent_ = 0;
  }
  if (sent_ > waiting_.size() / 2) {
    // A peer that never quite catches up must not make it grow for ever.
    waiting_.erase(0, sent_);
    sent_ = 0;
  }
  waiting_.append(bytes);
  return true;
}

bool Outbox::flush(int socket) {
  while (!empty()) {
    ssize_t count = send_some(socket, std::string_view(waiting_).substr(sent_));
    if (count < 0) return false;
    if (count == 0) return true;
    sent_ += static_cast<std::size_t>(count);
  }
  std::string().swap(waiting_);
  sent_ = 0;
  return true;
}

}  // namespace tscompose::monitor
