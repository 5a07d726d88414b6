#include "layer/decompressor.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "layer/shared_library.h"

namespace tscompose::layer {
namespace {

class Plain : public Decompressor {
 public:
  Error step(std::span<const uint8_t>& in, std::span<uint8_t>& out) override {
    size_t size = std::min(in.size(), out.size());
    memcpy(out.data(), in.data(), size);
    in = in.subspan(size);
    out = out.subspan(size);
    return Error::none();
  }
  bool at_end() const override { return true; }
};

class Gzip : public Decompressor {
 public:
  Gzip() = default;
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override {
    if (started_) api_->inflate_end(&stream_);
  }

  Error start() {
    if (Error error = load_zlib(&api_); !error.ok()) return error;
    constexpr int kGzipWindow = 15 + 16;
    if (api_->inflate_init2(&stream_, kGzipWindow, "1.2.11", sizeof(stream_)) != kZOk) return {ENOMEM, "inflateInit2", {}};
    started_ = true;
    return Error::none();
  }

  // inflate may hold bytes back when the output is full, so it is asked again even without input.
  Error step(std::span<const uint8_t>& in, std::span<uint8_t>& out) override {
    while (!out.empty() && !(in.empty() && at_end_)) {
      // A gzip file may be several members one after the other.
      if (at_end_ && api_->inflate_reset(&stream_) != kZOk) return {EBADMSG, "inflate", "gzip stream"};
      at_end_ = false;
      stream_.next_in = in.data();
      stream_.avail_in = static_cast<unsigned>(in.size());
      stream_.next_out = out.data();
      stream_.avail_out = static_cast<unsigned>(out.size());
      int status = api_->inflate(&stream_, kZNoFlush);
      in = in.last(stream_.avail_in);
      out = out.last(stream_.avail_out);
      if (status == kZBufError) break;
      if (status == kZStreamEnd) at_end_ = true;
      else if (status != kZOk) return {EBADMSG, "inflate", stream_.msg != nullptr ? stream_.msg : "gzip stream"};
    }
    return Error::none();
  }
  bool at_end() const override { return at_end_; }

 private:
  const ZlibApi* api_ = nullptr;
  ZStream stream_;
  bool started_ = false;
  bool at_end_ = false;
};

class Zstd : public Decompressor {
 public:
  Zstd() = default;
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;
  ~Zstd() override {
    if (stream_ != nullptr) api_->free(stream_);
  }

  Error start() {
    if (Error error = load_zstd(&api_); !error.ok()) return error;
    stream_ = api_->create();
    return stream_ == nullptr ? Error{ENOMEM, "ZSTD_createDStream", {}} : Error::none();
  }

  // zstd may hold finished bytes back when the output is full, so it is asked again even without input.
  Error step(std::span<const uint8_t>& in, std::span<uint8_t>& out) override {
    while (!out.empty()) {
      ZstdInput input{in.data(), in.size(), 0};
      ZstdOutput output{out.data(), out.size(), 0};
      size_t status = api_->decompress(stream_, &output, &input);
      if (api_->is_error(status) != 0) {
        return {EBADMSG, "zstd", std::string("zstd stream: ") + api_->error_name(status)};
      }
      bool moved = input.pos > 0 || output.pos > 0;
      if (moved) at_end_ = status == 0;
      in = in.subspan(input.pos);
      out = out.subspan(output.pos);
      if (!moved || (in.empty() && at_end_)) break;
    }
    return Error::none();
  }
  bool at_end() const override { return at_end_; }

 private:
  const ZstdApi* api_ = nullptr;
  void* stream_ = nullptr;
  bool at_end_ = false;
};

template <typename Kind>
Error make(std::unique_ptr<Decompressor>* decompressor) {
  auto made = std::make_unique<Kind>();
  if (Error error = made->start(); !error.ok()) return error;
  *decompressor = std::move(made);
  return Error::none();
}

bool is_gzip(std::span<const uint8_t> first) { return first.size() >= 2 && first[0] == 0x1f && first[1] == 0x8b; }

// A zstd frame, or a skippable one, as zstd:chunked begins with.
bool is_zstd(std::span<const uint8_t> first) {
  if (first.size() < 4) return false;
  if (first[0] == 0x28 && first[1] == 0xb5 && first[2] == 0x2f && first[3] == 0xfd) return true;
  return (first[0] & 0xf0) == 0x50 && first[1] == 0x2a && first[2] == 0x4d && first[3] == 0x18;
}

bool is_other(std::span<const uint8_t> first) {
  auto starts = [first](std::string_view magic) {
    return first.size() >= magic.size() && memcmp(first.data(), magic.data(), magic.size()) == 0;
  };
  return starts("BZh") || starts("\xfd" "7zX");
}

}  // namespace

Error make_decompressor(std::span<const uint8_t> first, std::unique_ptr<Decompressor>* decompressor) {
  if (is_other(first)) return {EBADMSG, "decompress", "it is compressed with bzip2 or xz, which layers of images are not"};
  if (is_gzip(first)) return make<Gzip>(decompressor);
  if (is_zstd(first)) return make<Zstd>(decompressor);
  *decompressor = std::make_unique<Plain>();
  return Error::none();
}

}  // namespace tscompose::layer
