// One client that is attached to the container's main process.
#pragma once
#include <sys/types.h>

#include "core/result.h"
#include "monitor/stream_session.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

class Attachment;

// What an attachment asks of the container it belongs to.
class AttachmentOwner {
 public:
  virtual ~AttachmentOwner() = default;
  virtual void attachment_input(std::string_view bytes) = 0;
  virtual void attachment_input_end() = 0;
  virtual void attachment_resize(std::uint64_t rows, std::uint64_t cols) = 0;
  virtual bool attachment_input_full() const = 0;
  virtual Error kill_container(int signal) = 0;
  // One that held the container's output up has caught up.
  virtual void attachment_drained() = 0;
  virtual void attachment_ended(Attachment* attachment) = 0;
};

class Attachment : public StreamSession {
 public:
  Attachment(AttachmentOwner& owner, StreamPeer& peer, const protocol::AttachMessage& request)
      : owner_(owner), peer_(&peer), request_(request) {}

  // `frame` is one of Stdout, or of Stderr when `is_error`, with `bytes` of output. A client that doesn't keep up loses what there is
  // no room for, and is told how much.
  void take_output(std::string_view frame, std::size_t bytes, bool is_error);
  // The container's output has to wait.
  bool holds_up() const;
  // There is room for input again.
  void input_taken();
  // The container has ended; `frame` is the last one.
  void finish(std::string_view frame);

  void write_input(std::string_view bytes) override;
  void end_input() override;
  void resize(std::uint64_t rows, std::uint64_t cols) override { owner_.attachment_resize(rows, cols); }
  void kill(int signal) override { (void)owner_.kill_container(signal); }
  bool input_full() const override { return request_.input && owner_.attachment_input_full(); }
  void peer_drained() override;
  void peer_gone() override;

 private:
  void tell_loss();

  AttachmentOwner& owner_;
  StreamPeer* peer_;
  protocol::AttachMessage request_;
  std::uint64_t lost_ = 0;  // bytes since the client was told last
};

}  // namespace tscompose::monitor
