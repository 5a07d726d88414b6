#include "core/mapped_memory.h"

#include <sys/mman.h>

namespace tscompose {

MappedMemory::~MappedMemory() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

Error MappedMemory::map(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return Error::last("mmap");
  data_ = static_cast<char*>(memory);
  size_ = bytes;
  return Error::none();
}

void MappedMemory::give_back() {
  if (data_ != nullptr) (void)::madvise(data_, size_, MADV_DONTNEED);
}

}  // namespace tscompose
