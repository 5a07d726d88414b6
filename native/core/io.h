// Thin wrappers of descriptor calls: EINTR retried, errno carried away with call and subject.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose {

// openat(2) with O_CLOEXEC added; the error's subject is `path`.
Error open_at(Fd& out, int directory, const char* path, int flags, mode_t mode = 0);

// Writes everything to a blocking descriptor.
Error write_all(int fd, std::string_view bytes, const char* subject = "");

// Opens, writes in one write(2) and closes: for the files of /proc and of cgroups, where one write is one request.
Error write_file(const char* path, std::string_view bytes);

// Reads a file of at most `limit` bytes; a longer one is EFBIG.
Error read_file(std::string& out, int directory, const char* path, std::size_t limit);

Error make_pipe(Fd& read_end, Fd& write_end);

Error set_nonblocking(int fd);

}  // namespace tscompose
