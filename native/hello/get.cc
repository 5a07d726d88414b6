#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/result.h"
#include "hello/exchange.h"
#include "hello/verbs.h"

namespace tscompose::hello {

namespace {

// curl's codes, which people know.
constexpr int kExitNoHost = 6;
constexpr int kExitNoConnection = 7;
constexpr int kExitHttpError = 22;
constexpr int kExitNoAnswer = 52;

struct Url {
  std::string host;
  std::uint16_t port = 80;
  std::string path = "/";
};

bool parse_url(std::string_view text, Url& url) {
  constexpr std::string_view kScheme = "http://";
  if (text.starts_with(kScheme)) text.remove_prefix(kScheme.size());
  else if (text.find("://") != std::string_view::npos) return false;
  std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) url.path = text.substr(slash);
  std::string authority(text.substr(0, slash));
  if (std::size_t colon = authority.find(':'); colon != std::string::npos) {
    url.port = static_cast<std::uint16_t>(parse_number(authority.c_str() + colon + 1, 65535));
    authority.resize(colon);
  }
  url.host = authority;
  return !url.host.empty();
}

int report(int code, const Url& url, const char* why) {
  std::fprintf(stderr, "hello: %s:%u: %s\n", url.host.c_str(), url.port, why);
  return code;
}

// The server closes after its answer, so the end of the stream is the end of the answer.
std::string receive_all(int socket) {
  std::string bytes;
  char buffer[16 * 1024];
  for (;;) {
    ssize_t count = TSC_RETRY(recv(socket, buffer, sizeof buffer, 0));
    if (count <= 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

int get_once(const Url& url, int timeout_ms) {
  auto address = resolve_host(url.host);
  if (!address) return report(kExitNoHost, url, "no such host");
  Fd socket = connect_to({*address, url.port}, SOCK_STREAM, timeout_ms);
  if (!socket.valid()) return report(kExitNoConnection, url, std::strerror(errno));
  std::string request = "GET " + url.path + " HTTP/1.0\r\nHost: " + url.host + "\r\nConnection: close\r\n\r\n";
  if (!send_all(socket.get(), request)) return report(kExitNoAnswer, url, std::strerror(errno));
  std::string answer = receive_all(socket.get());
  std::size_t body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || body == std::string::npos) return report(kExitNoAnswer, url, "no HTTP answer");
  std::fwrite(answer.data() + body + 4, 1, answer.size() - body - 4, stdout);
  if (answer[9] == '2') return 0;
  return report(kExitHttpError, url, answer.substr(0, answer.find('\r')).c_str());
}

}  // namespace

int run_get(Arguments& arguments) {
  long retries = arguments.number_option("--retry", 0);
  long timeout = arguments.number_option("--timeout", 5);
  Url url;
  if (!parse_url(arguments.operands(1, 1)[0], url)) {
    std::fputs("hello: only http://HOST[:PORT]/PATH is understood\n", stderr);
    return kExitUsage;
  }
  int code = get_once(url, static_cast<int>(timeout * 1000));
  for (; code != 0 && retries > 0; --retries) {
    constexpr useconds_t kPauseMicroseconds = 200'000;
    usleep(kPauseMicroseconds);
    code = get_once(url, static_cast<int>(timeout * 1000));
  }
  return code;
}

}  // namespace tscompose::hello
