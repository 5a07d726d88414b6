#include "monitor/container_output.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/io.h"

namespace tscompose::monitor {

namespace {

constexpr int kBusyPipeBytes = 1 << 20;
constexpr std::size_t kUsualPipeBytes = 64u << 10;

}  // namespace

Error ContainerOutput::open(Fd output, Fd error) {
  streams_[0] = std::move(output);
  streams_[1] = std::move(error);
  for (const auto& stream : streams_) {
    if (!stream.valid()) continue;
    if (Error failure = set_nonblocking(stream.get()); !failure.ok()) return failure;
    if (Error failure = loop_.watch(stream.get(), EPOLLIN, this); !failure.ok()) return failure;
  }
  return Error::none();
}

void ContainerOutput::on_event(int fd, std::uint32_t) {
  (void)pump(fd == streams_[0].get() ? Stream::Stdout : Stream::Stderr);
  if (!clients_.holds_up()) return;
  held_up_ = true;
  for (const auto& open : streams_) loop_.unwatch(open.get());
}

void ContainerOutput::resume() {
  if (!std::exchange(held_up_, false)) return;
  for (int index = 0; index < 2; ++index) {
    if (streams_[index].valid() && !loop_.watch(streams_[index].get(), EPOLLIN, this).ok()) close(static_cast<Stream>(index));
  }
}

bool ContainerOutput::pump(Stream stream) {
  int index = static_cast<int>(stream);
  if (!streams_[index].valid()) return false;
  char* bytes_read = scratch_.data() + protocol::kHeaderBytes;
  ssize_t count = TSC_RETRY(::read(streams_[index].get(), bytes_read, scratch_.size() - protocol::kHeaderBytes));
  if (count < 0 && errno == EAGAIN) return false;
  // A terminal whose last user has closed it says EIO.
  if (count <= 0) {
    close(stream);
    return false;
  }
  auto bytes = static_cast<std::size_t>(count);
  log_.append(stream, {bytes_read, bytes});
  clients_.output(stream, bytes_read, bytes);
  if (bytes >= kUsualPipeBytes && !enlarged_[index]) {
    // The writer is faster than we: fewer, larger turns for both. Refused (for a terminal, or by quota) is no harm.
    enlarged_[index] = true;
    (void)::fcntl(streams_[index].get(), F_SETPIPE_SZ, kBusyPipeBytes);
  }
  return true;
}

void ContainerOutput::drain() {
  while (pump(Stream::Stdout)) continue;
  while (pump(Stream::Stderr)) continue;
  close();
}

void ContainerOutput::close() {
  close(Stream::Stdout);
  close(Stream::Stderr);
}

void ContainerOutput::close(Stream stream) {
  Fd& fd = streams_[static_cast<int>(stream)];
  if (!fd.valid()) return;
  loop_.unwatch(fd.get());
  fd.reset();
  log_.finish(stream);
}

}  // namespace tscompose::monitor
