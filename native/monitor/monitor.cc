#include "monitor/monitor.h"

#include <malloc.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <functional>

#include "core/clock.h"
#include "linux/process.h"
#include "monitor/exit_record.h"
#include "monitor/start.h"

namespace tscompose::monitor {

namespace {

constexpr std::size_t kScratchBytes = 128u << 10;
// How long peers may take to read the last frames after the container's end.
constexpr std::uint64_t kLingerMs = 2000;
// After this long without any event, memory for busy times is given back.
constexpr int kIdleMs = 1000;
// An event descriptor is readable, a file of cgroup v2 has something urgent.
constexpr std::uint32_t kMemoryEvents = EPOLLIN | EPOLLPRI;
// Of the protocol, that brought OutOfMemory, ExecBegan and ExecEnded.
constexpr std::uint64_t kNewsSince = 4;

// Frames that fit an empty socket buffer, so that a blocking send never waits for its reader.
void answer(const Fd& control, const std::string& frame) { (void)::send(control.get(), frame.data(), frame.size(), MSG_NOSIGNAL); }

// Learns that the other end of a connection is gone, without reading from it.
class HangUp : public Handler {
 public:
  void on_event(int, std::uint32_t) override { seen = true; }
  bool seen = false;
};

template <typename Item>
std::unique_ptr<Item> take_out(std::vector<std::unique_ptr<Item>>& items, const Item* wanted) {
  auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.get() == wanted; });
  if (found == items.end()) return nullptr;
  std::unique_ptr<Item> taken = std::move(*found);
  items.erase(found);
  return taken;
}

}  // namespace

Monitor::Monitor()
    : attachments_(loop_, [this](int signal) { return kill_container(signal); }),
      output_(loop_, container_.log, attachments_, scratch_),
      dns_(loop_, scratch_),
      waker_(loop_) {}

int Monitor::run(protocol::StartMessage start, Fd control) {
  protocol::StartFailedMessage failure;
  Error opened = open(start);
  if (!opened.ok()) {
    failure.step = "monitor";
    failure.call = opened.call;
    failure.errorNumber = static_cast<std::uint64_t>(opened.code);
    failure.subject = opened.subject;
  }
  StartHooks hooks{
      [&] { return await_attachments(control, start.awaitAttach); },
      [&] { return dns_.bind(static_cast<std::uint16_t>(start.dnsPort)); },
  };
  if (!opened.ok() || !start_container(start, hooks, container_, failure)) {
    answer(control, encode(failure));
    return 1;
  }
  Error error = dns_.serve(start.nameTable, start.upstreamResolver);
  std::uint64_t engine_version = start.version;
  start = {};
  protocol::StartedMessage started;
  started.pid = static_cast<std::uint64_t>(container_.pid);
  started.startedAt = container_.started_at;
  started.startedMs = container_.started_ms;
  answer(control, encode(started));
  auto& engine = connections_.emplace_back(std::make_unique<Connection>(loop_, *this, std::move(control)));
  engine->engine_speaks(engine_version);
  if (error.ok()) error = engine->open(true);
  if (error.ok()) error = attachments_.open(std::move(container_.input), [this] { output_.resume(); });
  if (error.ok()) error = output_.open(std::move(container_.output), std::move(container_.error));
  if (error.ok()) error = loop_.watch(container_.process.get(), EPOLLIN, this);
  if (error.ok()) error = loop_.watch(container_.listener.get(), EPOLLIN, this);
  if (error.ok() && container_.oom.fd() >= 0) error = loop_.watch(container_.oom.fd(), kMemoryEvents, this);
  if (!error.ok()) return give_up(error);
  container_.log.on_rotation([this] { tell_engines(encode(protocol::LogRotatedMessage{})); });
  become_idle();
  while (!ended_) {
    if (!loop_.run_once(kIdleMs)) {
      become_idle();
      loop_.sleep();
    }
  }
  linger();
  keep_exit_record(exit_record_);
  return 0;
}

// Without its loop the monitor can look after nothing: the container ends with it.
int Monitor::give_up(const Error& error) {
  ::dprintf(2, "monitor: %s %s: errno %d\n", error.call, error.subject.c_str(), error.code);
  (void)linux_api::send_signal(container_.process, SIGKILL);
  linux_api::wait_until_gone(container_.process);
  status_ = {128 + SIGKILL, SIGKILL};
  (void)settle();
  keep_exit_record(exit_record_);
  return 1;
}

Error Monitor::open(const protocol::StartMessage& start) {
  limits_ = {start.capabilities, start.noNewPrivileges, start.addGroup, {start.resourceLimit, start.oomScoreAdj}};
  socket_path_ = start.socketPath;
  exit_path_ = start.exitPath;
  reserve_exit_record(exit_record_, exit_path_);
  attachments_.configure(start);
  waker_.configure({start.engineArg, start.engineEnv, start.engineLock}, static_cast<unsigned>(std::hash<std::string>{}(start.id)));
  if (Error error = scratch_.map(kScratchBytes); !error.ok()) return error;
  return loop_.open();
}

// The engine tells whoever wants to attach; it goes when they give up, and so does this container that has not begun.
Error Monitor::await_attachments(const Fd& control, std::uint64_t count) {
  if (count == 0) return Error::none();
  answer(control, encode(protocol::ListeningMessage{}));
  HangUp engine;
  if (Error error = loop_.watch(control.get(), EPOLLRDHUP, &engine); !error.ok()) return error;
  if (Error error = loop_.watch(container_.listener.get(), EPOLLIN, this); !error.ok()) return error;
  while (attachments_.size() < count && !engine.seen) (void)loop_.run_once(-1);
  loop_.unwatch(control.get());
  loop_.unwatch(container_.listener.get());
  return engine.seen ? Error{EPIPE, "await attachments", "engine"} : Error::none();
}

void Monitor::become_idle() {
  scratch_.give_back();
  container_.log.shrink();
  (void)::malloc_trim(0);
}

void Monitor::on_event(int fd, std::uint32_t) {
  if (fd == container_.listener.get()) {
    accept_connections();
  } else if (fd == container_.oom.fd()) {
    on_memory_event();
  } else {
    on_container_end();
  }
}

void Monitor::accept_connections() {
  Fd socket(::accept4(container_.listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket.valid()) return;
  auto connection = std::make_unique<Connection>(loop_, *this, std::move(socket));
  if (connection->open(false).ok()) connections_.push_back(std::move(connection));
}

protocol::StateMessage Monitor::state() const {
  protocol::StateMessage state;
  state.pid = static_cast<std::uint64_t>(container_.pid);
  state.startedAt = container_.started_at;
  state.startedMs = container_.started_ms;
  return state;
}

Error Monitor::kill_container(int signal) {
  Error error = linux_api::send_signal(container_.process, signal);
  error.subject = std::to_string(signal);
  return error;
}

void Monitor::engine_arrived() { waker_.engine_arrived(); }

void Monitor::start_exec(const protocol::ExecMessage& request, bool privileged, Connection& client) {
  auto& session = sessions_.emplace_back(std::make_unique<ExecSession>(loop_, scratch_, *this, client));
  client.attach(session.get());
  ExecLimits limits = limits_;
  if (privileged) limits.capabilities = ~std::uint64_t{0};
  session->start(container_, limits, request);
}

void Monitor::start_attachment(const protocol::AttachMessage& request, Connection& client) {
  client.attach(attachments_.add(request, client));
}

void Monitor::start_relay(const protocol::ConnectMessage& request, Connection& client) {
  auto& relay = relays_.emplace_back(std::make_unique<PortRelay>(loop_, scratch_, *this, client));
  client.attach(relay.get());
  relay->start(container_.process, request);
}

void Monitor::connection_closed(Connection* connection) {
  bool is_engine = connection->is_engine();
  bool on_purpose = connection->said_bye();
  loop_.bury(take_out(connections_, connection));
  if (!is_engine) return;
  if (on_purpose) waker_.engine_left();
  else if (!ended_ && !has_engine()) waker_.engine_lost();
}

void Monitor::session_ended(ExecSession* session) { loop_.bury(take_out(sessions_, session)); }

void Monitor::relay_ended(PortRelay* relay) { loop_.bury(take_out(relays_, relay)); }

bool Monitor::has_engine() const {
  return std::any_of(connections_.begin(), connections_.end(), [](const auto& connection) { return connection->is_engine(); });
}

void Monitor::on_memory_event() {
  if (container_.oom.take()) tell_engines(encode(protocol::OutOfMemoryMessage{}), kNewsSince);
}

void Monitor::tell_of_exec(const std::string& frame) { tell_engines(frame, kNewsSince); }

void Monitor::tell_engines(const std::string& frame, std::uint64_t version) {
  for (const auto& connection : connections_) {
    if (connection->is_engine() && connection->version() >= version) connection->send_frame(frame);
  }
}

void Monitor::on_container_end() {
  if (Error error = linux_api::reap(container_.process, ended_, status_); !error.ok() || !ended_) return;
  loop_.unwatch(container_.process.get());
  output_.drain();
  tell_engines(encode(settle()));
  if (!has_engine()) waker_.container_ended(exit_path_);
  protocol::ExecExitedMessage exited;
  exited.exitCode = status_.code;
  if (status_.signal != 0) exited.signal = status_.signal;
  attachments_.finish(exited);
}

// Leaves nothing behind but the record. The lock goes last, since who takes it next may start the container again at the same
// places.
protocol::ExitedMessage Monitor::settle() {
  protocol::ExitedMessage exited;
  exited.exitCode = status_.code;
  if (status_.signal != 0) exited.signal = status_.signal;
  exited.oomKilled = container_.cgroup.oom_killed();
  exited.startedAt = container_.started_at;
  exited.finishedAt = rfc3339(wall_clock_now());
  exited.ranMs = monotonic_ms() - container_.started_ms;
  loop_.unwatch(container_.listener.get());
  container_.listener.reset();
  loop_.unwatch(container_.oom.fd());
  container_.oom.close();
  dns_.close();
  (void)::unlink(socket_path_.c_str());
  for (Error error : {container_.cgroup.remove(), write_exit_record(exit_record_, exit_path_, exited)}) {
    if (!error.ok()) ::dprintf(2, "monitor: %s %s: errno %d\n", error.call, error.subject.c_str(), error.code);
  }
  container_.reserved_ports.clear();
  container_.lock.reset();
  return exited;
}

void Monitor::linger() {
  std::uint64_t begin = monotonic_ms();
  for (;;) {
    auto any = [this](auto matches) { return std::any_of(connections_.begin(), connections_.end(), matches); };
    // Were a socket closed before its peer has, what the peer writes would fail, and it might not read what it has got any more.
    auto open = [](const auto& connection) { return connection->is_backlogged() || connection->is_ending(); };
    bool waiting = !sessions_.empty() || any(open);
    // A pager may be read for an hour.
    bool for_ever = waker_.trying() || any([open](const auto& connection) { return connection->is_lossless() && open(connection); });
    std::uint64_t passed = monotonic_ms() - begin;
    waiting = waiting && passed < kLingerMs;
    if (!waiting && !for_ever) return;
    (void)loop_.run_once(waiting ? static_cast<int>(kLingerMs - passed) : -1);
  }
}

}  // namespace tscompose::monitor
