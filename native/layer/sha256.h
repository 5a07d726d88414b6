#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "layer/shared_library.h"

namespace tscompose::layer {

// SHA-256 of a stream, by OpenSSL (which uses the processor's own instructions for it).
class Sha256 {
 public:
  Sha256() = default;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  // Also to begin anew.
  Error start();
  void update(std::span<const uint8_t> bytes);
  // "sha256:" and 64 hex digits; the object is spent afterwards.
  std::string finish();

 private:
  const EvpApi* api_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace tscompose::layer
