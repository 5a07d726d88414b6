// The clients that are attached to the main process: its output goes to all of them, and what they type to it.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "monitor/attachment.h"
#include "monitor/container_input.h"
#include "monitor/json_log.h"

namespace tscompose::monitor {

class Attachments : public AttachmentOwner {
 public:
  using Kill = std::function<Error(int signal)>;

  // `kill` signals the main process.
  Attachments(Loop& loop, Kill kill) : input_(loop), kill_(std::move(kill)) {}

  // How its streams are. Clients may come before the process has any: what they type waits.
  void configure(const protocol::StartMessage& start);
  // Input is the write end of its pipe, the master of its terminal, or invalid when it has none. `on_caught_up` is called when no client holds the output up any more.
  Error open(Fd input, std::function<void()> on_caught_up);

  StreamSession* add(const protocol::AttachMessage& request, StreamPeer& peer);
  std::size_t size() const { return attachments_.size(); }

  // Passes output on. The bytes stand in `buffer` behind room for one frame's header; they are still whole when this returns, but not
  // what stands before them, nor the last ones of each full frame.
  void output(Stream stream, char* buffer, std::size_t bytes);
  bool holds_up() const;

  // The container has ended.
  void finish(const protocol::ExecExitedMessage& exited);

  void attachment_input(std::string_view bytes) override;
  void attachment_input_end() override;
  void attachment_resize(std::uint64_t rows, std::uint64_t cols) override;
  bool attachment_input_full() const override;
  Error kill_container(int signal) override { return kill_(signal); }
  void attachment_drained() override;
  void attachment_ended(Attachment* attachment) override;

 private:
  ContainerInput input_;
  Kill kill_;
  std::function<void()> on_caught_up_ = [] {};
  std::vector<std::unique_ptr<Attachment>> attachments_;
  bool has_input_ = false;
  bool input_once_ = false;
  bool has_terminal_ = false;
};

}  // namespace tscompose::monitor
