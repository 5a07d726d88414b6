#include "monitor/container_input.h"

#include <unistd.h>

#include "core/io.h"
#include "linux/terminal.h"

namespace tscompose::monitor {

Error ContainerInput::open(Fd stream, std::function<void()> on_room) {
  on_room_ = std::move(on_room);
  stream_ = std::move(stream);
  if (stream_.valid()) {
    if (Error error = set_nonblocking(stream_.get()); !error.ok()) return error;
  }
  bool was_full = full();
  is_open_ = true;
  if (rows_ > 0 && cols_ > 0) resize(rows_, cols_);
  flush();
  if (was_full && !full()) on_room_();
  return Error::none();
}

void ContainerInput::write(std::string_view bytes) {
  if (ends_ || (is_open_ && !stream_.valid())) return;
  waiting_.append(bytes);
  if (is_open_) flush();
}

void ContainerInput::end() {
  ends_ = true;
  if (is_open_) flush();
}

void ContainerInput::resize(std::uint64_t rows, std::uint64_t cols) {
  rows_ = rows;
  cols_ = cols;
  if (stream_.valid()) (void)linux_api::set_window_size(stream_.get(), rows, cols);
}

void ContainerInput::on_event(int, std::uint32_t) { flush(); }

void ContainerInput::flush() {
  if (!stream_.valid()) return;
  bool was_full = full();
  std::size_t written = 0;
  while (written < waiting_.size()) {
    ssize_t count = TSC_RETRY(::write(stream_.get(), waiting_.data() + written, waiting_.size() - written));
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0) {
      // Nobody reads any more.
      close();
      break;
    }
    written += static_cast<std::size_t>(count);
  }
  waiting_.erase(0, written);
  if (waiting_.empty()) {
    std::string().swap(waiting_);
    loop_.unwatch(stream_.get());
    if (ends_) close();
  } else if (!loop_.watch(stream_.get(), EPOLLOUT, this).ok()) {
    close();
  }
  if (was_full && !full()) on_room_();
}

void ContainerInput::close() {
  loop_.unwatch(stream_.get());
  stream_.reset();
  std::string().swap(waiting_);
}

}  // namespace tscompose::monitor
