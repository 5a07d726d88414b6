#include "linux/netlink_socket.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace tscompose {
namespace {

constexpr int buffer_bytes = 8 << 20;
// A dump's datagram is at most 32 KiB (netlink_dump in net/netlink/af_netlink.c), an acknowledgement far less.
constexpr size_t datagram_bytes = 64 << 10;
constexpr timeval receive_limit = {5, 0};

// Calls `visit(header)` for every message; false when the bytes are not whole messages.
template <typename Visit>
bool for_each_message(const uint8_t* bytes, size_t length, Visit visit) {
  while (length >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, bytes, sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > length) return false;
    visit(header, bytes);
    size_t step = std::min<size_t>(NLMSG_ALIGN(header.nlmsg_len), length);
    bytes += step;
    length -= step;
  }
  return length == 0;
}

bool is_dump(const nlmsghdr& header) { return (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP; }

// Which answers are still owed to a request.
struct Pending {
  std::set<uint32_t> sent;
  std::set<uint32_t> owed;
  bool refused = false;  // an error came for a message that asked for no answer, so others may never be answered

  void settle(const nlmsghdr& header, const uint8_t* message) {
    if (header.nlmsg_type == NLMSG_DONE) {
      owed.erase(header.nlmsg_seq);
    } else if (header.nlmsg_type == NLMSG_ERROR && header.nlmsg_len >= NLMSG_HDRLEN + sizeof(int)) {
      int code = 0;
      std::memcpy(&code, message + NLMSG_HDRLEN, sizeof code);
      if (owed.erase(header.nlmsg_seq) == 0 && code != 0) refused = true;
    }
  }
};

Error receive(int socket, std::vector<uint8_t>& datagram, bool wait, size_t& received) {
  datagram.resize(datagram_bytes);
  iovec vector = {datagram.data(), datagram.size()};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  ssize_t count = TSC_RETRY(recvmsg(socket, &message, wait ? 0 : MSG_DONTWAIT));
  if (count < 0) return Error::last("recvmsg", "netlink");
  if (message.msg_flags & MSG_TRUNC) return {EMSGSIZE, "recvmsg", "netlink"};
  received = static_cast<size_t>(count);
  return Error::none();
}

}  // namespace

Error netlink_open(int protocol, Fd& out) {
  Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!fd.valid()) return Error::last("socket", "netlink");
  // Without CAP_NET_ADMIN in the initial user namespace the limit of the plain option applies; small batches still fit.
  for (auto [forced, plain] : {std::pair{SO_RCVBUFFORCE, SO_RCVBUF}, std::pair{SO_SNDBUFFORCE, SO_SNDBUF}}) {
    if (setsockopt(fd.get(), SOL_SOCKET, forced, &buffer_bytes, sizeof buffer_bytes) == 0) continue;
    if (setsockopt(fd.get(), SOL_SOCKET, plain, &buffer_bytes, sizeof buffer_bytes) != 0) {
      return Error::last("setsockopt", "netlink buffer size");
    }
  }
  if (setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &receive_limit, sizeof receive_limit) != 0) {
    return Error::last("setsockopt", "SO_RCVTIMEO");
  }
  int on = 1;
  for (int option : {NETLINK_EXT_ACK, NETLINK_CAP_ACK}) {
    if (setsockopt(fd.get(), SOL_NETLINK, option, &on, sizeof on) != 0) return Error::last("setsockopt", "SOL_NETLINK");
  }
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return Error::last("bind", "netlink");
  out = std::move(fd);
  return Error::none();
}

Error netlink_transact(int socket, const uint8_t* request, size_t length, std::vector<uint8_t>& replies) {
  Pending pending;
  bool whole = for_each_message(request, length, [&](const nlmsghdr& header, const uint8_t*) {
    pending.sent.insert(header.nlmsg_seq);
    if ((header.nlmsg_flags & NLM_F_ACK) || is_dump(header)) pending.owed.insert(header.nlmsg_seq);
  });
  if (!whole) return {EINVAL, "netlink_transact", "request"};

  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  ssize_t sent = TSC_RETRY(sendto(socket, request, length, 0, reinterpret_cast<sockaddr*>(&kernel), sizeof kernel));
  if (sent < 0) return Error::last("sendto", "netlink");

  std::vector<uint8_t> datagram;
  while (!pending.owed.empty()) {
    size_t received = 0;
    Error error = receive(socket, datagram, !pending.refused, received);
    if (pending.refused && error.code == EAGAIN) break;
    if (error.code == EAGAIN) return {ETIMEDOUT, "recvmsg", "netlink"};
    if (!error.ok()) return error;
    bool sound = for_each_message(datagram.data(), received, [&](const nlmsghdr& header, const uint8_t* message) {
      if (!pending.sent.contains(header.nlmsg_seq)) return;
      pending.settle(header, message);
      replies.insert(replies.end(), message, message + header.nlmsg_len);
      replies.resize(NLMSG_ALIGN(replies.size()));
    });
    if (!sound) return {EPROTO, "recvmsg", "netlink"};
  }
  return Error::none();
}

}  // namespace tscompose
