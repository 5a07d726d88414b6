#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "core/fd.h"
#include "protocol/frame_reader.h"
#include "protocol/messages.h"
#include "test/check.h"

namespace {

using namespace tscompose::protocol;
using tscompose::Fd;
using tscompose::test::Noise;

std::string stream_frame(MessageType type, std::string_view bytes) {
  auto header = frame_header(type, static_cast<std::uint32_t>(bytes.size()));
  return std::string(header.begin(), header.end()).append(bytes);
}

void frames_arrive_whole_however_the_stream_is_cut() {
  std::string sent = encode(ExecMessage{{"a", "b"}, {}, "/", "root", false, 0, 0});
  sent += stream_frame(MessageType::Stdin, std::string(5000, 'x'));
  sent += encode(StdinEndMessage{});
  for (std::size_t piece = 1; piece < 400; piece += 7) {
    FrameReader reader;
    std::vector<MessageType> seen;
    Frame frame;
    for (std::size_t at = 0; at < sent.size(); at += piece) {
      CHECK(reader.append(std::string_view(sent).substr(at, piece)));
      while (reader.next(frame) == NextResult::Frame) seen.push_back(frame.type);
    }
    CHECK(seen == (std::vector{MessageType::Exec, MessageType::Stdin, MessageType::StdinEnd}));
    CHECK(reader.empty());
  }
}

void a_socket_is_read_without_blocking() {
  int pair[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
  Fd near(pair[0]);
  Fd far(pair[1]);
  FrameReader reader;
  CHECK(reader.fill(near.get()) == FillResult::WouldBlock);
  std::string sent = stream_frame(MessageType::Stdin, std::string(kMaxStreamPayload, 'y'));
  std::size_t written = 0;
  bool whole = false;
  Frame frame;
  while (!whole) {
    if (written < sent.size()) {
      ssize_t count = write(far.get(), sent.data() + written, sent.size() - written);
      if (count > 0) written += static_cast<std::size_t>(count);
    }
    CHECK(reader.fill(near.get()) == FillResult::Data);
    whole = reader.next(frame) == NextResult::Frame;
  }
  CHECK(frame.payload.size() == kMaxStreamPayload);
  far.reset();
  CHECK(reader.fill(near.get()) == FillResult::End);
  CHECK(reader.fill(-1) == FillResult::Failed && errno == EBADF);
}

void headers_over_the_limits_are_refused() {
  auto refused = [](std::string header, std::uint32_t limit) {
    FrameReader reader(limit);
    Frame frame;
    return reader.append(header) && reader.next(frame) == NextResult::Malformed;
  };
  auto header = [](MessageType type, std::uint32_t size) {
    auto raw = frame_header(type, size);
    return std::string(raw.begin(), raw.end());
  };
  CHECK(refused(header(MessageType::Stdin, kMaxStreamPayload + 1), kMaxPayload));
  CHECK(refused(header(MessageType::Start, kMaxPayload + 1), kMaxPayload));
  CHECK(refused(header(MessageType::Exec, 2000), 1999));
  CHECK(!refused(header(MessageType::Exec, 2000), 2000));
  CHECK(refused(header(static_cast<MessageType>(99), 0), kMaxPayload));
  CHECK(refused(std::string("\0\0\0\0\x08\0\0\x01", 8), kMaxPayload));
}

void values_that_are_not_well_formed_are_refused() {
  ResizeMessage resize;
  CHECK(!decode(std::string_view("\x01\0\x04\0\0\0\x01\0\0\0", 10), resize));
  CHECK(!decode(std::string_view("\x01\0\xff\0\0\0\x01", 7), resize));
  CHECK(!decode(std::string_view("\x01", 1), resize));
  StateMessage state;
  CHECK(!decode(std::string_view("\x02\0\x03\0\0\0a\0b", 9), state));
  ByeMessage bye;
  CHECK(decode(std::string_view("\xff\xff\x01\0\0\0\x07", 7), bye));
}

// Every decoder on damaged frames: the sanitizers are the judge.
void damaged_frames_do_no_harm() {
  StartMessage start;
  start.lower = {"/a", "/b"};
  start.mount = {{"bind", "/s", "/t", true, "", "", false}};
  start.reservePort = {{"tcp", "127.0.0.1", 80}};
  const std::string original = encode(start) + encode(ExecMessage{{"sh"}, {"A=1"}, "/", "", true, 1, 2});
  Noise noise(1);
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes = original;
    for (unsigned flips = noise.below(8); flips > 0; --flips) {
      bytes[noise.below(static_cast<unsigned>(bytes.size()))] = static_cast<char>(noise.next());
    }
    bytes.resize(noise.below(static_cast<unsigned>(bytes.size()) + 1));
    FrameReader reader;
    Frame frame;
    CHECK(reader.append(bytes));
    while (reader.next(frame) == NextResult::Frame) {
      StartMessage decoded_start;
      ExecMessage decoded_exec;
      ExitedMessage decoded_exited;
      (void)decode(frame.payload, decoded_start);
      (void)decode(frame.payload, decoded_exec);
      (void)decode(frame.payload, decoded_exited);
    }
  }
}

}  // namespace

int main() {
  frames_arrive_whole_however_the_stream_is_cut();
  a_socket_is_read_without_blocking();
  headers_over_the_limits_are_refused();
  values_that_are_not_well_formed_are_refused();
  damaged_frames_do_no_harm();
  return tscompose::test::finish();
}
