#include "init/report.h"

#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <string_view>

#include "core/text.h"

namespace tscompose::init {

namespace {

constexpr std::size_t kMaxReport = 8192;
constexpr char kFailure = 'F';
constexpr char kTerminal = 'T';
constexpr char kExec = 'X';

Error send_text(int channel, const std::string& text) {
  ssize_t sent = TSC_RETRY(::send(channel, text.data(), text.size(), MSG_NOSIGNAL));
  return sent < 0 ? Error::last("send") : Error::none();
}

void parse_failure(std::string_view text, Outcome& outcome) {
  outcome.code = static_cast<int>(parse_decimal(take_until(text, '\0'), INT32_MAX).value_or(EIO));
  outcome.step = take_until(text, '\0');
  outcome.call = take_until(text, '\0');
  outcome.subject = take_until(text, '\0');
}

// One message with at most one descriptor; its length, 0 at the end, or -1.
ssize_t receive(int channel, int flags, char* buffer, std::size_t size, Fd& passed) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  iovec part{buffer, size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count = TSC_RETRY(::recvmsg(channel, &message, MSG_CMSG_CLOEXEC | flags));
  if (count < 0) return count;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    passed.reset(fd);
  }
  return count;
}

}  // namespace

Error make_channel(Fd& monitor_end, Fd& child_end) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return Error::last("socketpair");
  monitor_end.reset(ends[0]);
  child_end.reset(ends[1]);
  return Error::none();
}

void report_failure(int channel, const char* step, const Error& error) {
  std::string text(1, kFailure);
  text.append(std::to_string(error.code)).push_back('\0');
  text.append(step).push_back('\0');
  text.append(error.call).push_back('\0');
  text.append(error.subject, 0, kMaxReport / 2).push_back('\0');
  (void)send_text(channel, text);
}

Error send_terminal(int channel, const Fd& master) {
  char kind = kTerminal;
  iovec part{&kind, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  int fd = master.get();
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  ssize_t sent = TSC_RETRY(::sendmsg(channel, &message, MSG_NOSIGNAL));
  return sent < 0 ? Error::last("sendmsg") : Error::none();
}

Error announce_exec(int channel) { return send_text(channel, std::string(1, kExec)); }

bool is_monitor_gone(int channel) {
  pollfd state{channel, 0, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & POLLHUP) != 0;
}

bool read_outcome(int channel, bool wait, Outcome& outcome) {
  char buffer[kMaxReport];
  for (;;) {
    ssize_t count = receive(channel, wait ? 0 : MSG_DONTWAIT, buffer, sizeof buffer, outcome.terminal);
    if (count < 0 && errno == EAGAIN) return false;
    if (count <= 0) break;
    if (buffer[0] == kExec) outcome.announced = true;
    if (buffer[0] == kFailure) {
      parse_failure({buffer + 1, static_cast<std::size_t>(count) - 1}, outcome);
      return true;
    }
  }
  outcome.executed = outcome.announced;
  if (!outcome.announced) {
    outcome.step = "start";
    outcome.call = "process killed";
    outcome.code = ECHILD;
  }
  return true;
}

}  // namespace tscompose::init
