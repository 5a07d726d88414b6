#include "monitor/attachments.h"

#include <algorithm>
#include <cstring>

namespace tscompose::monitor {

void Attachments::configure(const protocol::StartMessage& start) {
  has_terminal_ = start.tty;
  has_input_ = start.stdinOpen;
  input_once_ = start.stdinOnce;
}

Error Attachments::open(Fd input, std::function<void()> on_caught_up) {
  on_caught_up_ = std::move(on_caught_up);
  return input_.open(std::move(input), [this] {
    for (const auto& attachment : attachments_) attachment->input_taken();
  });
}

StreamSession* Attachments::add(const protocol::AttachMessage& request, StreamPeer& peer) {
  protocol::AttachMessage granted = request;
  granted.input = request.input && has_input_;
  auto& attachment = attachments_.emplace_back(std::make_unique<Attachment>(*this, peer, granted));
  protocol::AttachedMessage attached;
  attached.input = granted.input;
  attached.tty = has_terminal_;
  peer.send_frame(encode(attached));
  return attachment.get();
}

void Attachments::output(Stream stream, char* buffer, std::size_t bytes) {
  bool is_error = stream == Stream::Stderr;
  auto type = is_error ? protocol::MessageType::Stderr : protocol::MessageType::Stdout;
  for (std::size_t at = 0; at < bytes && !attachments_.empty(); at += protocol::kMaxStreamPayload) {
    std::size_t count = std::min<std::size_t>(bytes - at, protocol::kMaxStreamPayload);
    auto header = protocol::frame_header(type, static_cast<std::uint32_t>(count));
    char* frame = buffer + at - header.size();
    std::memcpy(frame, header.data(), header.size());
    for (const auto& attachment : attachments_) attachment->take_output({frame, header.size() + count}, count, is_error);
  }
}

bool Attachments::holds_up() const {
  return std::any_of(attachments_.begin(), attachments_.end(), [](const auto& attachment) { return attachment->holds_up(); });
}

void Attachments::finish(const protocol::ExecExitedMessage& exited) {
  input_.close();
  std::string frame = encode(exited);
  while (!attachments_.empty()) attachments_.back()->finish(frame);
}

void Attachments::attachment_input(std::string_view bytes) { input_.write(bytes); }

// A terminal has no end of input but the character for it.
void Attachments::attachment_input_end() {
  if (input_once_ && !has_terminal_) input_.end();
}

void Attachments::attachment_resize(std::uint64_t rows, std::uint64_t cols) {
  if (has_terminal_) input_.resize(rows, cols);
}

bool Attachments::attachment_input_full() const { return input_.full(); }

void Attachments::attachment_drained() {
  if (!holds_up()) on_caught_up_();
}

void Attachments::attachment_ended(Attachment* attachment) {
  std::erase_if(attachments_, [&](const auto& item) { return item.get() == attachment; });
}

}  // namespace tscompose::monitor
