#include "linux/program_pages.h"

#include <link.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace tscompose::linux_api {

namespace {

struct Segments {
  static constexpr int kMost = 8;
  struct {
    std::uintptr_t begin;
    std::size_t size;
  } items[kMost];
  int count;
};

// Notes the segments of the program itself, which comes first, that are never written to: giving them back loses nothing
// (madvise(2)).
int note_read_only(dl_phdr_info* program, std::size_t, void* data) {
  auto& segments = *static_cast<Segments*>(data);
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int index = 0; index < program->dlpi_phnum && segments.count < Segments::kMost; ++index) {
    const auto& header = program->dlpi_phdr[index];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_W) != 0) continue;
    std::uintptr_t start = program->dlpi_addr + header.p_vaddr;
    std::uintptr_t begin = start & ~(page - 1);
    segments.items[segments.count++] = {begin, start + header.p_memsz - begin};
  }
  return 1;
}

}  // namespace

void sleep_with_few_pages(int fd) {
  Segments segments{};
  ::dl_iterate_phdr(note_read_only, &segments);
  pollfd polled{fd, POLLIN, 0};
  // Each function that runs from here on brings some 64 KiB of code back, so both calls go through the same one.
  for (int index = 0; index < segments.count; ++index) {
    (void)::syscall(SYS_madvise, segments.items[index].begin, segments.items[index].size, MADV_DONTNEED);
  }
  (void)::syscall(SYS_ppoll, &polled, 1, nullptr, nullptr, 0);
}

}  // namespace tscompose::linux_api
