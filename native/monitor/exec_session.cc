#include "monitor/exec_session.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>

#include "core/io.h"
#include "linux/process_tree.h"
#include "linux/terminal.h"

namespace tscompose::monitor {

namespace {

constexpr std::size_t kMaxInput = 256u << 10;
constexpr int kBusyPipeBytes = 1 << 20;
constexpr std::size_t kMaxTold = 1024;

// One side of it is faster than the other: fewer, larger turns for both. Refused (for a terminal, or by quota) is no harm.
void enlarge(const Fd& pipe, bool& enlarged) {
  if (std::exchange(enlarged, true)) return;
  (void)::fcntl(pipe.get(), F_SETPIPE_SZ, kBusyPipeBytes);
}

// As many words as an event can show.
std::vector<std::string> beginning_of(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  std::size_t room = kMaxTold;
  for (const auto& word : words) {
    kept.push_back(word.substr(0, room));
    room -= kept.back().size();
    if (room == 0) break;
  }
  return kept;
}

}  // namespace

ExecSession::~ExecSession() {
  for (const Fd* fd : {&process_.process, &process_.channel, &process_.input, &process_.output, &process_.error}) {
    loop_.unwatch(fd->get());
  }
}

void ExecSession::start(const Container& container, const ExecLimits& limits, const protocol::ExecMessage& request) {
  has_terminal_ = request.tty;
  tracked_ = request.tracked;
  if (!tracked_) arg_ = beginning_of(request.arg);
  Error error = spawn_exec(container, limits, request, process_);
  if (error.ok()) error = loop_.watch(process_.channel.get(), EPOLLIN, this);
  if (error.ok()) error = loop_.watch(process_.process.get(), EPOLLIN, this);
  if (error.ok()) return;
  reaped_ = !process_.process.valid();
  if (!reaped_) (void)linux_api::send_signal(process_.process, SIGKILL);
  fail("exec-process", error.call, error.code, error.subject);
}

void ExecSession::fail(const char* step, const char* call, int code, const std::string& subject) {
  protocol::ExecFailedMessage failed;
  failed.step = step;
  failed.call = call;
  failed.errorNumber = static_cast<std::uint64_t>(code);
  failed.subject = subject;
  if (peer_ != nullptr) peer_->send_frame(encode(failed));
  final_sent_ = true;
  close_stream(process_.input);
  close_stream(process_.output);
  close_stream(process_.error);
  finish_if_done();
}

void ExecSession::on_event(int fd, std::uint32_t) {
  if (fd == process_.channel.get()) {
    on_outcome();
  } else if (fd == process_.process.get()) {
    on_process_end();
  } else if (fd == process_.input.get()) {
    flush_input();
    rearm();
  } else {
    if (has_terminal_) flush_input();
    pump(fd == process_.output.get() ? process_.output : process_.error, false);
    rearm();
    finish_if_done();
  }
}

void ExecSession::on_outcome() {
  if (!init::read_outcome(process_.channel.get(), false, outcome_)) return;
  close_stream(process_.channel);
  if (!outcome_.executed) {
    fail(outcome_.step.c_str(), outcome_.call.c_str(), outcome_.code, outcome_.subject);
    return;
  }
  running_ = true;
  if (has_terminal_) {
    process_.output = std::move(outcome_.terminal);
    if (Error error = set_nonblocking(process_.output.get()); !error.ok()) close_stream(process_.output);
    if (peer_ == nullptr) close_stream(process_.output);
  }
  protocol::ExecStartedMessage started;
  started.pid = static_cast<std::uint64_t>(process_.pid);
  if (peer_ != nullptr) peer_->send_frame(encode(started));
  tell_began();
  flush_input();
  rearm();
}

void ExecSession::on_process_end() {
  if (process_.channel.valid()) on_outcome();
  bool ended = false;
  if (Error error = linux_api::reap(process_.process, ended, status_); error.ok() && !ended) return;
  reaped_ = true;
  tell_ended();
  close_stream(process_.process);
  close_stream(process_.input);
  pump(process_.output, true);
  pump(process_.error, true);
  rearm();
  finish_if_done();
}

// Of a health check, which is tracked, its engine knows.
void ExecSession::tell_began() {
  if (tracked_) return;
  protocol::ExecBeganMessage began;
  began.pid = static_cast<std::uint64_t>(process_.pid);
  began.arg = std::move(arg_);
  owner_.tell_of_exec(encode(began));
}

void ExecSession::tell_ended() {
  if (tracked_ || !running_) return;
  protocol::ExecEndedMessage ended;
  ended.pid = static_cast<std::uint64_t>(process_.pid);
  ended.exitCode = status_.code;
  owner_.tell_of_exec(encode(ended));
}

// Carries output to the peer as long as it keeps up. `until_empty` goes on to the last byte; then, or once the process is gone,
// a stream with nothing in it is closed, whoever else may hold its other end.
void ExecSession::pump(Fd& stream, bool until_empty) {
  auto type = &stream == &process_.error ? protocol::MessageType::Stderr : protocol::MessageType::Stdout;
  while (stream.valid()) {
    if (peer_ != nullptr && peer_->is_backlogged()) return;
    char* payload = scratch_.data() + protocol::kHeaderBytes;
    ssize_t count = TSC_RETRY(::read(stream.get(), payload, protocol::kMaxStreamPayload));
    if (count < 0 && errno == EAGAIN) {
      if (reaped_) close_stream(stream);
      return;
    }
    if (count <= 0) {
      close_stream(stream);
      return;
    }
    auto header = protocol::frame_header(type, static_cast<std::uint32_t>(count));
    std::memcpy(scratch_.data(), header.data(), header.size());
    if (peer_ != nullptr) peer_->send_frame({scratch_.data(), header.size() + static_cast<std::size_t>(count)});
    if (static_cast<std::size_t>(count) == protocol::kMaxStreamPayload) enlarge(stream, enlarged_[&stream == &process_.error]);
    if (!until_empty && !reaped_) return;
  }
}

void ExecSession::write_input(std::string_view bytes) {
  if (reaped_ || input_ends_ || final_sent_) return;
  input_.append(bytes);
  if (!running_) return;
  flush_input();
  rearm();
}

void ExecSession::end_input() {
  input_ends_ = true;
  if (running_) flush_input();
}

void ExecSession::flush_input() {
  Fd& target = has_terminal_ ? process_.output : process_.input;
  bool was_full = input_full();
  std::string_view rest = input_;
  while (!rest.empty() && target.valid()) {
    ssize_t count = TSC_RETRY(::write(target.get(), rest.data(), rest.size()));
    if (count < 0 && errno == EAGAIN) {
      if (!has_terminal_) enlarge(target, input_enlarged_);
      break;
    }
    if (count < 0) {
      // Nobody reads any more; a terminal's end is seen by reading it.
      rest = {};
      if (!has_terminal_) close_stream(process_.input);
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  if (!target.valid()) rest = {};
  input_ = std::string(rest);
  if (input_.empty() && input_ends_ && !has_terminal_) close_stream(process_.input);
  if (was_full && !input_full() && peer_ != nullptr) peer_->input_taken();
}

void ExecSession::resize(std::uint64_t rows, std::uint64_t cols) {
  if (has_terminal_ && process_.output.valid()) (void)linux_api::set_window_size(process_.output.get(), rows, cols);
}

void ExecSession::kill(int signal) {
  if (reaped_ || process_.pid <= 0) return;
  if (tracked_ && signal == SIGKILL) {
    linux_api::kill_tree(process_.process, process_.pid);
    return;
  }
  // Before its setsid it leads no group yet.
  if (::kill(-process_.pid, signal) < 0) (void)linux_api::send_signal(process_.process, signal);
}

bool ExecSession::input_full() const { return input_.size() >= kMaxInput; }

void ExecSession::peer_drained() {
  pump(process_.output, reaped_);
  pump(process_.error, reaped_);
  rearm();
  finish_if_done();
}

void ExecSession::peer_gone() {
  peer_ = nullptr;
  input_.clear();
  if (tracked_) kill(SIGKILL);
  close_stream(process_.input);
  if (has_terminal_) close_stream(process_.output);
  rearm();
  finish_if_done();
}

// What each stream is watched for; one that is watched for nothing must not be in the loop, where its hang-up would be reported
// over and over.
void ExecSession::rearm() {
  if (!running_) return;
  bool reading = peer_ == nullptr || !peer_->is_backlogged();
  auto set = [this](const Fd& fd, std::uint32_t events) {
    if (!fd.valid()) return;
    if (events == 0 || !loop_.watch(fd.get(), events, this).ok()) loop_.unwatch(fd.get());
  };
  std::uint32_t writing = input_.empty() ? 0u : EPOLLOUT;
  set(process_.output, (reading ? EPOLLIN : 0u) | (has_terminal_ ? writing : 0u));
  set(process_.error, reading ? EPOLLIN : 0u);
  set(process_.input, writing);
}

void ExecSession::close_stream(Fd& stream) {
  loop_.unwatch(stream.get());
  stream.reset();
}

void ExecSession::finish_if_done() {
  if (!reaped_ || process_.output.valid() || process_.error.valid()) return;
  if (!final_sent_ && peer_ != nullptr) {
    protocol::ExecExitedMessage exited;
    exited.exitCode = status_.code;
    if (status_.signal != 0) exited.signal = status_.signal;
    peer_->send_frame(encode(exited));
  }
  final_sent_ = true;
  StreamPeer* peer = std::exchange(peer_, nullptr);
  if (peer != nullptr) peer->session_over();
  owner_.session_ended(this);
}

}  // namespace tscompose::monitor
