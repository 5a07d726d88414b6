#include "layer/sha256.h"

namespace tscompose::layer {

Sha256::~Sha256() {
  if (context_ != nullptr) api_->context_free(context_);
}

Error Sha256::start() {
  if (Error error = load_evp(&api_); !error.ok()) return error;
  if (context_ == nullptr) context_ = api_->context_new();
  if (context_ == nullptr) return {ENOMEM, "EVP_MD_CTX_new", {}};
  if (api_->init(context_, api_->sha256(), nullptr) != 1) return {ENOTSUP, "EVP_DigestInit_ex", "SHA-256"};
  return Error::none();
}

void Sha256::update(std::span<const uint8_t> bytes) { api_->update(context_, bytes.data(), bytes.size()); }

std::string Sha256::finish() {
  uint8_t digest[64];
  unsigned size = 0;
  api_->final(context_, digest, &size);
  static const char* hex = "0123456789abcdef";
  std::string text = "sha256:";
  for (unsigned i = 0; i < size; ++i) {
    text += hex[digest[i] >> 4];
    text += hex[digest[i] & 15];
  }
  return text;
}

}  // namespace tscompose::layer
