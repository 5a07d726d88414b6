#include "monitor/connection.h"

#include <sys/socket.h>

#include "core/io.h"

namespace tscompose::monitor {

using protocol::MessageType;

Error Connection::open(bool engine) {
  if (engine) role_ = Role::Engine;
  if (Error error = set_nonblocking(socket_.get()); !error.ok()) return error;
  return loop_.watch(socket_.get(), EPOLLIN, this);
}

void Connection::on_event(int, std::uint32_t events) {
  if (broken_) {
    close();
    return;
  }
  if ((events & EPOLLOUT) != 0) {
    if (!outbox_.flush(socket_.get())) {
      close();
      return;
    }
    if (outbox_.empty() && session_ != nullptr) session_->peer_drained();
  }
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && !receive()) {
    close();
    return;
  }
  rearm();
}

bool Connection::receive() {
  switch (reader_.fill(socket_.get())) {
    case protocol::FillResult::WouldBlock: return true;
    case protocol::FillResult::End:
    case protocol::FillResult::Failed: return false;
    case protocol::FillResult::Data: break;
  }
  protocol::Frame frame;
  for (;;) {
    switch (reader_.next(frame)) {
      case protocol::NextResult::NeedMore: return true;
      case protocol::NextResult::Malformed: return false;
      case protocol::NextResult::Frame: break;
    }
    if (!handle(frame)) return false;
  }
}

bool Connection::handle(const protocol::Frame& frame) {
  if (ending_) return true;
  if (role_ == Role::Unknown) {
    if (frame.type == MessageType::Hello) role_ = Role::Engine;
    // What it asks for: an earlier monitor, which would not grant it, doesn't know the frame, and ends the connection.
    if (frame.type == MessageType::Privileged && !privileged_) return privileged_ = true;
    if (frame.type == MessageType::Exec || frame.type == MessageType::Attach) role_ = Role::Streams;
    if (frame.type == MessageType::Connect) role_ = Role::Relay;
  }
  switch (role_) {
    case Role::Engine: return handle_engine(frame);
    case Role::Streams: return handle_streams(frame);
    case Role::Relay: return handle_relay(frame);
    case Role::Unknown: break;
  }
  return false;
}

bool Connection::handle_engine(const protocol::Frame& frame) {
  switch (frame.type) {
    case MessageType::Hello: {
      protocol::HelloMessage hello;
      if (!decode(frame.payload, hello)) return false;
      version_ = hello.version;
      send_frame(encode(owner_.state()));
      owner_.engine_arrived();
      return true;
    }
    case MessageType::Kill: return handle_kill(frame.payload);
    case MessageType::Bye: return said_bye_ = true;
    default: return false;
  }
}

bool Connection::handle_kill(std::string_view payload) {
  protocol::KillMessage kill;
  if (!decode(payload, kill)) return false;
  Error error = owner_.kill_container(static_cast<int>(kill.signal));
  if (error.ok()) {
    send_frame(encode(protocol::OkMessage{}));
    return true;
  }
  protocol::ErrorMessage answer;
  answer.call = error.call;
  answer.errorNumber = static_cast<std::uint64_t>(error.code);
  answer.subject = error.subject;
  send_frame(encode(answer));
  return true;
}

bool Connection::handle_request(const protocol::Frame& frame) {
  if (session_ != nullptr) return false;
  if (frame.type == MessageType::Exec) {
    protocol::ExecMessage request;
    if (!decode(frame.payload, request)) return false;
    owner_.start_exec(request, privileged_, *this);
  } else {
    protocol::AttachMessage request;
    if (!decode(frame.payload, request)) return false;
    lossless_ = request.lossless;
    owner_.start_attachment(request, *this);
  }
  return true;
}

bool Connection::handle_streams(const protocol::Frame& frame) {
  if (frame.type == MessageType::Exec || frame.type == MessageType::Attach) return handle_request(frame);
  // The process may have ended while these were on their way.
  if (session_ == nullptr) return true;
  switch (frame.type) {
    case MessageType::Stdin: session_->write_input(frame.payload); return true;
    case MessageType::StdinEnd: session_->end_input(); return true;
    case MessageType::Resize: {
      protocol::ResizeMessage resize;
      if (!decode(frame.payload, resize)) return false;
      session_->resize(resize.rows, resize.cols);
      return true;
    }
    case MessageType::ExecKill: {
      protocol::ExecKillMessage kill;
      if (!decode(frame.payload, kill)) return false;
      session_->kill(static_cast<int>(kill.signal));
      return true;
    }
    default: return false;
  }
}

bool Connection::handle_relay(const protocol::Frame& frame) {
  protocol::ConnectMessage request;
  if (frame.type != MessageType::Connect || relay_ != nullptr || !decode(frame.payload, request)) return false;
  owner_.start_relay(request, *this);
  return true;
}

void Connection::send_frame(std::string_view frame) {
  if (broken_) return;
  if (!outbox_.send(socket_.get(), frame)) {
    // Callers still hold on to this connection: it ends in its own turn, which the shutdown brings about.
    broken_ = true;
    (void)::shutdown(socket_.get(), SHUT_RDWR);
  }
  rearm();
}

void Connection::session_over() {
  session_ = nullptr;
  relay_ = nullptr;
  ending_ = true;
  rearm();
}

void Connection::rearm() {
  if (ending_ && outbox_.empty() && !shut_) {
    // Closing now would make the peer's next write fail before it has read our last frame.
    shut_ = true;
    (void)::shutdown(socket_.get(), SHUT_WR);
  }
  bool reading = broken_ || session_ == nullptr || !session_->input_full();
  std::uint32_t events = (reading ? EPOLLIN : 0u) | (outbox_.empty() || broken_ ? 0u : EPOLLOUT);
  if (events == 0) {
    loop_.unwatch(socket_.get());
  } else if (!loop_.watch(socket_.get(), events, this).ok()) {
    broken_ = true;
  }
}

void Connection::close() {
  loop_.unwatch(socket_.get());
  if (StreamSession* session = std::exchange(session_, nullptr); session != nullptr) session->peer_gone();
  if (PortRelay* relay = std::exchange(relay_, nullptr); relay != nullptr) relay->peer_gone();
  owner_.connection_closed(this);
}

}  // namespace tscompose::monitor
