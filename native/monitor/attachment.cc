#include "monitor/attachment.h"

#include <utility>

namespace tscompose::monitor {

namespace {

// What a client may be behind before it loses output: more than a burst that a screen or pager takes in its own time.
constexpr std::size_t kMostBehind = 4u << 20;
// One that nothing may be lost for is behind no further than keeps it busy.
constexpr std::size_t kMostHeld = 256u << 10;

}  // namespace

void Attachment::take_output(std::string_view frame, std::size_t bytes, bool is_error) {
  if (peer_ == nullptr || !(is_error ? request_.error : request_.output)) return;
  // Once it has lost something it loses all until it has caught up: one gap instead of many.
  if (!request_.lossless && (lost_ > 0 || peer_->backlog() + frame.size() > kMostBehind)) {
    lost_ += bytes;
    return;
  }
  peer_->send_frame(frame);
}

bool Attachment::holds_up() const { return peer_ != nullptr && request_.lossless && peer_->backlog() >= kMostHeld; }

void Attachment::input_taken() {
  if (peer_ != nullptr && request_.input) peer_->input_taken();
}

void Attachment::tell_loss() {
  if (lost_ == 0) return;
  protocol::LostMessage message;
  message.bytes = std::exchange(lost_, 0);
  peer_->send_frame(encode(message));
}

void Attachment::finish(std::string_view frame) {
  if (peer_ != nullptr) {
    tell_loss();
    peer_->send_frame(frame);
    std::exchange(peer_, nullptr)->session_over();
  }
  owner_.attachment_ended(this);
}

void Attachment::write_input(std::string_view bytes) {
  if (request_.input) owner_.attachment_input(bytes);
}

void Attachment::end_input() {
  if (!std::exchange(request_.input, false)) return;
  owner_.attachment_input_end();
}

void Attachment::peer_drained() {
  if (peer_ != nullptr) tell_loss();
  if (request_.lossless) owner_.attachment_drained();
}

void Attachment::peer_gone() {
  peer_ = nullptr;
  end_input();
  if (request_.lossless) owner_.attachment_drained();
  owner_.attachment_ended(this);
}

}  // namespace tscompose::monitor
