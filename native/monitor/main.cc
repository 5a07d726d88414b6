// tscompose-monitor: runs one container once. Everything it needs comes with the Start frame on descriptor 3.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux/process.h"
#include "monitor/monitor.h"
#include "protocol/frame_reader.h"

namespace {

using namespace tscompose;

constexpr int kControl = 3;

bool read_start(protocol::StartMessage& start) {
  protocol::FrameReader reader;
  protocol::Frame frame;
  for (;;) {
    switch (reader.next(frame)) {
      case protocol::NextResult::Frame:
        return frame.type == protocol::MessageType::Start && decode(frame.payload, start);
      case protocol::NextResult::Malformed: return false;
      case protocol::NextResult::NeedMore: break;
    }
    if (reader.fill(kControl) != protocol::FillResult::Data) return false;
  }
}

}  // namespace

int main() {
  // What ends the engine's session or terminal must not end the container.
  linux_api::ignore_signals();
  // Processes of the container must not look into this one, nor into its children on their way to their program.
  (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (::fcntl(kControl, F_SETFD, FD_CLOEXEC) < 0) return 2;
  // Descriptors that the engine inherited from its own caller would stay open as long as the container.
  (void)::syscall(SYS_close_range, kControl + 1, ~0u, 0);
  Fd control(kControl);
  protocol::StartMessage start;
  if (!read_start(start)) return 2;
  return monitor::Monitor().run(std::move(start), std::move(control));
}
