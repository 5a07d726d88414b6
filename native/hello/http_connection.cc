#include "hello/http_connection.h"

#include <sys/socket.h>

#include <cerrno>

#include "core/result.h"

namespace tscompose::hello {

namespace {

constexpr std::size_t kMaxRequest = 16 * 1024;
constexpr std::string_view kEnd = "\r\n\r\n";

std::string_view path_of(std::string_view request) {
  std::size_t from = request.find(' ');
  if (from == std::string_view::npos) return {};
  std::string_view rest = request.substr(from + 1);
  return rest.substr(0, rest.find_first_of(" \r"));
}

bool wants_close(std::string_view request) {
  return request.find("HTTP/1.1\r\n") == std::string_view::npos || request.find("onnection: close") != std::string_view::npos;
}

}  // namespace

bool HttpConnection::serve(std::string_view text, std::string_view host) {
  char buffer[4096];
  ssize_t count = TSC_RETRY(recv(socket_.get(), buffer, sizeof buffer, 0));
  if (count < 0) return errno == EAGAIN;
  if (count == 0) return false;
  received_.append(buffer, static_cast<std::size_t>(count));
  for (std::size_t end = received_.find(kEnd); end != std::string::npos; end = received_.find(kEnd)) {
    std::string request = received_.substr(0, end + kEnd.size());
    received_.erase(0, request.size());
    if (!answer(request, text, host)) return false;
  }
  return received_.size() <= kMaxRequest;
}

bool HttpConnection::answer(std::string_view request, std::string_view text, std::string_view host) {
  bool is_get = request.starts_with("GET ");
  bool close = wants_close(request) || !is_get;
  std::string body(is_get ? text : "only GET is served here");
  body.append("\nhost: ").append(host).append("\npath: ").append(path_of(request)).append("\npeer: ").append(peer_).append("\n");
  std::string head = is_get ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\n";
  head += "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  head += close ? "Connection: close\r\n\r\n" : "\r\n";
  head += body;
  // An answer is far smaller than a socket's buffer: a client that doesn't take it is given up.
  return send(socket_.get(), head.data(), head.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(head.size()) && !close;
}

}  // namespace tscompose::hello
