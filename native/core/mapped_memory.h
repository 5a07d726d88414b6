// Owned anonymous memory that takes up pages only once it is written, and can give them back.
#pragma once
#include <cstddef>

#include "core/result.h"

namespace tscompose {

class MappedMemory {
 public:
  MappedMemory() = default;
  MappedMemory(const MappedMemory&) = delete;
  MappedMemory& operator=(const MappedMemory&) = delete;
  ~MappedMemory();

  Error map(std::size_t bytes);
  // Forgets the content; the memory can be used on.
  void give_back();

  char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tscompose
