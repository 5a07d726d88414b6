#include "monitor/exit_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "core/io.h"

namespace tscompose::monitor {

namespace {

// More than the longest record.
constexpr off_t kReservedBytes = 512;

std::string temporary_of(const std::string& path) { return path + ".tmp"; }

}  // namespace

void reserve_exit_record(Fd& file, const std::string& path) {
  std::string temporary = temporary_of(path);
  if (!open_at(file, AT_FDCWD, temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0640).ok()) return;
  (void)!::fallocate(file.get(), 0, 0, kReservedBytes);
}

Error write_exit_record(Fd& file, const std::string& path, const protocol::ExitedMessage& exited) {
  std::string text = "{\"version\":1,\"exitCode\":" + std::to_string(exited.exitCode) +
                     ",\"signal\":" + (exited.signal ? std::to_string(*exited.signal) : "null") +
                     ",\"oomKilled\":" + (exited.oomKilled ? "true" : "false") + ",\"startedAt\":\"" + exited.startedAt +
                     "\",\"finishedAt\":\"" + exited.finishedAt + "\",\"ranMs\":" + std::to_string(exited.ranMs) + "}\n";
  std::string temporary = temporary_of(path);
  if (!file.valid()) {
    Error error = open_at(file, AT_FDCWD, temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0640);
    if (!error.ok()) return error;
  }
  if (Error error = write_all(file.get(), text, temporary.c_str()); !error.ok()) return error;
  if (::ftruncate(file.get(), static_cast<off_t>(text.size())) < 0) return Error::last("ftruncate", temporary);
  return ::rename(temporary.c_str(), path.c_str()) < 0 ? Error::last("rename", path) : Error::none();
}

void keep_exit_record(const Fd& file) {
  if (file.valid()) (void)::fsync(file.get());
}

}  // namespace tscompose::monitor
