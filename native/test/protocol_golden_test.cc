// The golden frames that test/unit/wire/golden.test.ts holds the TypeScript codec to, built and taken apart by this one.
#include <cstdlib>

#include "protocol/frame_reader.h"
#include "protocol/messages.h"
#include "test/check.h"

namespace {

using namespace tscompose::protocol;
using tscompose::test::read_text;

std::string golden(const std::string& name) {
  std::string hex = read_text("test/golden/monitor-protocol/" + name + ".hex");
  std::string bytes;
  std::string digits;
  for (char c : hex) {
    if (c == '\n') continue;
    digits += c;
    if (digits.size() == 2) {
      bytes += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));
      digits.clear();
    }
  }
  return bytes;
}

StartMessage start_sample() {
  StartMessage start;
  start.version = 4;
  for (int i = 0; i < 4; ++i) start.id += "0123456789abcdef";
  start.socketPath = "/run/tscompose/c/monitor.sock";
  start.lockPath = "/var/lib/tscompose/containers/c/lock";
  start.logPath = "/var/lib/tscompose/containers/c/log.json";
  start.exitPath = "/var/lib/tscompose/containers/c/exit.json";
  start.lower = {"/layers/top", "/layers/base"};
  start.upper = "/c/upper";
  start.work = "/c/work";
  start.rootDir = "/c/root";
  start.netnsPath = "/run/tscompose/netns/c";
  start.hostname = "wéb";
  start.mount = {{"bind", "/srv/data", "/data", true, "", "rprivate", true},
                 {"tmpfs", "", "/tmp", false, "size=65536,mode=1777", "", false}};
  start.arg = {"sh", "-c", "", "echo \"$1\""};
  start.env = {"PATH=/bin", "EMPTY="};
  start.cwd = "/";
  start.user = "1000:staff";
  start.capabilities = 0xa80425fb;
  start.noNewPrivileges = true;
  start.maskedPath = {"/proc/kcore"};
  start.readonlyPath = {"/proc/sys", "/proc/bus"};
  start.cgroupPath = "tscompose/root/c";
  start.dnsPort = 40053;
  start.nameTable = {"/run/tscompose/names/n1", "/run/tscompose/names/n2"};
  start.upstreamResolver = {"192.0.2.1"};
  start.reservePort = {{"tcp", "0.0.0.0", 8080}};
  start.engineArg = {"/usr/bin/node", "engine.js"};
  start.engineEnv = {"HOME=/root"};
  start.engineLock = "/var/lib/tscompose/engine.lock";
  start.pidsLimit = 64;
  start.stdinOpen = true;
  start.stdinOnce = true;
  start.rows = 24;
  start.cols = 80;
  start.awaitAttach = 1;
  start.logMaxBytes = 10000000;
  start.logMaxFiles = 3;
  start.init = true;
  start.domainname = "example.org";
  start.readOnlyRoot = true;
  start.privileged = true;
  start.addGroup = {"audio", "1234"};
  start.sysctl = {"net.core.somaxconn=1024"};
  start.device = {{"/dev/fuse", "/dev/fuse", "rwm"}};
  start.deviceRule = {"c 1:3 rwm"};
  start.cgroupSetting = {{"memory.max", "67108864", "", "", false}, {"io.bfq.weight", "500", "io.weight", "default 4950", true}};
  start.resourceLimit = {{7, 1024, -1}};
  start.oomScoreAdj = -500;
  start.shmBytes = 1048576;
  start.sharedNetwork = true;
  start.hostUts = true;
  start.pidOf = "host";
  start.ipcOf = "/proc/1/fd/20";
  return start;
}

// Both ways: our bytes are the golden ones, and the golden ones decode to something that encodes to them again.
template <typename Message>
void check_golden(const std::string& name, const Message& sample) {
  std::string expected = golden(name);
  CHECK(!expected.empty());
  CHECK(encode(sample) == expected);
  FrameReader reader;
  CHECK(reader.append(expected));
  Frame frame;
  CHECK(reader.next(frame) == NextResult::Frame);
  CHECK(frame.type == Message::kType);
  Message decoded;
  CHECK(decode(frame.payload, decoded));
  CHECK(encode(decoded) == expected);
  CHECK(reader.empty());
}

void check_stream_golden() {
  std::string expected = golden("stdin");
  auto header = frame_header(MessageType::Stdin, 4);
  std::string built(header.begin(), header.end());
  built.append("\0\1\2\xff", 4);
  CHECK(built == expected);
}

}  // namespace

int main() {
  const std::string started_at = "2026-01-02T03:04:05.000000006Z";
  ExitedMessage by_code{3, std::nullopt, false, started_at, "2026-01-02T03:04:06.000000007Z", 1000};
  ExitedMessage by_signal = by_code;
  by_signal.exitCode = -1;
  by_signal.signal = 9;
  by_signal.oomKilled = true;

  check_golden("start", start_sample());
  check_golden("started", StartedMessage{4711, started_at, 86400123});
  check_golden("state", StateMessage{4711, started_at, 86400123});
  check_golden("start-failed", StartFailedMessage{"mount-root", "mount", 2, "/layers/top"});
  check_golden("exited-by-code", by_code);
  check_golden("exited-by-signal", by_signal);
  check_golden("bye", ByeMessage{});
  check_golden("exec", ExecMessage{{"ls", "-l"}, {"TERM=xterm"}, "/srv", "", true, 24, 80, true});
  check_golden("exec-exited", ExecExitedMessage{0, std::nullopt});
  check_golden("connect", ConnectMessage{{"127.0.0.1", "::1"}, 5432, "GET / HTTP/1.1\r\n\r\n"});
  check_golden("connected", ConnectedMessage{"127.0.0.1"});
  check_golden("listening", ListeningMessage{});
  check_golden("out-of-memory", OutOfMemoryMessage{});
  check_golden("exec-began", ExecBeganMessage{4242, {"sh", "-c", "exit 3"}});
  check_golden("exec-ended", ExecEndedMessage{4242, 3});
  check_golden("attach", AttachMessage{true, true, false, true});
  check_golden("attached", AttachedMessage{false, true});
  check_golden("lost", LostMessage{70000});
  check_golden("privileged", PrivilegedMessage{});
  check_stream_golden();
  return tscompose::test::finish();
}
