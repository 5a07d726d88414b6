#include "layer/blob_reader.h"

#include <fcntl.h>

#include <algorithm>

namespace tscompose::layer {
namespace {

class WholeBlob : public BlobReader {
 public:
  WholeBlob(Fd file, std::string path, const std::atomic<bool>& cancelled)
      : file_(std::move(file)), path_(std::move(path)), cancelled_(cancelled) {}

  Error read(std::span<uint8_t> out, size_t* got) override {
    if (cancelled_) return {ECANCELED, "unpack", path_};
    ssize_t part = TSC_RETRY(::read(file_.get(), out.data(), out.size()));
    if (part < 0) return Error::last("read", path_);
    *got = static_cast<size_t>(part);
    return Error::none();
  }

 private:
  Fd file_;
  std::string path_;
  const std::atomic<bool>& cancelled_;
};

class FollowedBlob : public BlobReader {
 public:
  FollowedBlob(std::shared_ptr<const GrowingBlob> blob, const std::atomic<bool>& cancelled)
      : blob_(std::move(blob)), cancelled_(cancelled), generation_(blob_->generation()) {}

  Error read(std::span<uint8_t> out, size_t* got) override {
    *got = 0;
    GrowingBlob::Window window;
    if (Error error = blob_->wait(generation_, offset_, cancelled_, &window); !error.ok()) return error;
    // Never beyond what is known to be there: the file may be longer, or shorter soon.
    size_t wanted = std::min<uint64_t>(out.size(), window.size - std::min(offset_, window.size));
    if (wanted == 0) return Error::none();
    ssize_t part = TSC_RETRY(pread(blob_->descriptor(), out.data(), wanted, static_cast<off_t>(offset_)));
    if (part < 0) return Error::last("read", "blob");
    // Cut off in between; wait tells of the restart then.
    if (part == 0) return blob_->generation() != generation_ ? Error{ESTALE, "unpack", {}} : Error{EIO, "read", "blob"};
    offset_ += static_cast<uint64_t>(part);
    *got = static_cast<size_t>(part);
    return Error::none();
  }

 private:
  std::shared_ptr<const GrowingBlob> blob_;
  const std::atomic<bool>& cancelled_;
  uint64_t generation_;
  uint64_t offset_ = 0;
};

}  // namespace

Error read_whole_blob(const std::string& path, const std::atomic<bool>& cancelled, std::unique_ptr<BlobReader>* reader) {
  Fd file(TSC_RETRY(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  if (!file.valid()) return Error::last("open", path);
  posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  *reader = std::make_unique<WholeBlob>(std::move(file), path, cancelled);
  return Error::none();
}

std::unique_ptr<BlobReader> follow_blob(std::shared_ptr<const GrowingBlob> blob, const std::atomic<bool>& cancelled) {
  return std::make_unique<FollowedBlob>(std::move(blob), cancelled);
}

}  // namespace tscompose::layer
