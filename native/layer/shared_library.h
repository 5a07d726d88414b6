// zlib, libcrypto and zstd without their headers or link-time dependence: Node exports the first two from its own executable
// (or loads them as shared libraries), zstd is opened where the machine has it. The declarations below are those libraries'
// stable ABIs, kept to what is used here.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/result.h"

namespace tscompose::layer {

// z_stream of zlib.h (ABI unchanged since zlib 1.0).
struct ZStream {
  const uint8_t* next_in = nullptr;
  unsigned avail_in = 0;
  unsigned long total_in = 0;
  uint8_t* next_out = nullptr;
  unsigned avail_out = 0;
  unsigned long total_out = 0;
  const char* msg = nullptr;
  void* state = nullptr;
  void* (*zalloc)(void*, unsigned, unsigned) = nullptr;
  void (*zfree)(void*, void*) = nullptr;
  void* opaque = nullptr;
  int data_type = 0;
  unsigned long adler = 0;
  unsigned long reserved = 0;
};

constexpr int kZOk = 0;
constexpr int kZStreamEnd = 1;
constexpr int kZBufError = -5;
constexpr int kZNoFlush = 0;

struct ZlibApi {
  int (*inflate_init2)(ZStream*, int window_bits, const char* version, int stream_size) = nullptr;
  int (*inflate)(ZStream*, int flush) = nullptr;
  int (*inflate_reset)(ZStream*) = nullptr;
  int (*inflate_end)(ZStream*) = nullptr;
};

// ZSTD_inBuffer and ZSTD_outBuffer of zstd.h (stable since 1.0).
struct ZstdInput {
  const void* src;
  size_t size;
  size_t pos;
};
struct ZstdOutput {
  void* dst;
  size_t size;
  size_t pos;
};

struct ZstdApi {
  void* (*create)() = nullptr;
  size_t (*free)(void*) = nullptr;
  size_t (*decompress)(void*, ZstdOutput*, ZstdInput*) = nullptr;
  unsigned (*is_error)(size_t) = nullptr;
  const char* (*error_name)(size_t) = nullptr;
};

// The part of OpenSSL's EVP interface that a digest needs (evp.h, 1.1 and 3).
struct EvpApi {
  void* (*context_new)() = nullptr;
  void (*context_free)(void*) = nullptr;
  const void* (*sha256)() = nullptr;
  int (*init)(void* context, const void* type, void* engine) = nullptr;
  int (*update)(void* context, const void* data, size_t size) = nullptr;
  int (*final)(void* context, uint8_t* digest, unsigned* size) = nullptr;
};

// Each is resolved once for the process; ENOTSUP naming the library where it is missing.
Error load_zlib(const ZlibApi** api);
Error load_zstd(const ZstdApi** api);
Error load_evp(const EvpApi** api);

}  // namespace tscompose::layer
