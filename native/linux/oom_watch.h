// Learns at once that a control group ran out of memory.
#pragma once
#include "core/fd.h"
#include "core/result.h"
#include "linux/cgroup.h"

namespace tscompose::linux_api {

class OomWatch {
 public:
  // v1: an event descriptor that the kernel signals (memory.txt, 10). v2: memory.events, whose changes it tells (cgroup-v2.rst).
  Error open(const Cgroup& group);

  // To be watched for EPOLLIN and EPOLLPRI; -1 when it isn't open.
  int fd() const { return fd_.get(); }

  // To be called when it is ready: whether memory ran out since the last call.
  bool take();

  void close() { fd_.reset(); }

 private:
  Fd fd_;
  bool unified_ = false;
  std::uint64_t kills_ = 0;
};

}  // namespace tscompose::linux_api
