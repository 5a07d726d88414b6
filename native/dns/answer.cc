#include "dns/answer.h"

#include <cstring>

namespace tscompose::dns {

namespace {

constexpr std::size_t kRecordFixed = 12;  // pointer to the question's name, type, class, TTL, data length
constexpr std::size_t kOptBytes = 11;
constexpr std::uint16_t kQuestionName = 0xc000 | kHeaderBytes;
// What we can take in a datagram ourselves: no fragments on any usual path.
constexpr std::uint16_t kOwnUdpPayload = 1232;

class AnswerWriter {
 public:
  AnswerWriter(const Query& query, Rcode rcode, char* out, std::size_t limit)
      : out_(out), limit_(limit - (query.has_edns ? kOptBytes : 0)), has_edns_(query.has_edns) {
    flags_ = kFlagResponse | kFlagRecursionAvailable | static_cast<std::uint16_t>(rcode);
    if (query.recursion_desired) flags_ |= kFlagRecursionDesired;
    std::memset(out, 0, kHeaderBytes);
    store16(out, query.id);
    store16(out + 4, query.question.empty() ? 0 : 1);
    if (!query.question.empty()) std::memcpy(out + kHeaderBytes, query.question.data(), query.question.size());
    at_ = kHeaderBytes + query.question.size();
  }

  // Room for a record's data, or null when it would exceed the limit, which the client is told of.
  char* add_record(std::uint16_t type, std::size_t data_bytes) {
    if (at_ + kRecordFixed + data_bytes > limit_) {
      flags_ |= kFlagTruncated;
      return nullptr;
    }
    char* record = out_ + at_;
    store16(record, kQuestionName);
    store16(record + 2, type);
    store16(record + 4, kClassIn);
    store32(record + 6, kTimeToLive);
    store16(record + 10, static_cast<std::uint16_t>(data_bytes));
    at_ += kRecordFixed + data_bytes;
    ++answers_;
    return record + kRecordFixed;
  }

  std::size_t finish() {
    store16(out_ + 2, flags_);
    store16(out_ + 6, answers_);
    if (has_edns_) {
      char* opt = out_ + at_;
      std::memset(opt, 0, kOptBytes);
      store16(opt + 1, kTypeOpt);
      store16(opt + 3, kOwnUdpPayload);
      store16(out_ + 10, 1);
      at_ += kOptBytes;
    }
    return at_;
  }

 private:
  char* out_;
  std::size_t limit_;
  bool has_edns_;
  std::uint16_t flags_ = 0;
  std::size_t at_ = 0;
  std::uint16_t answers_ = 0;
};

// Writes `name` as labels, two bytes longer than its text; names of tables have no empty or overlong labels if the engine is sane.
bool write_labels(char* out, std::string_view name) {
  while (!name.empty()) {
    std::string_view label = name.substr(0, name.find('.'));
    if (label.empty() || label.size() > kMaxLabel) return false;
    *out++ = static_cast<char>(label.size());
    std::memcpy(out, label.data(), label.size());
    out += label.size();
    name.remove_prefix(label.size() < name.size() ? label.size() + 1 : label.size());
  }
  *out = '\0';
  return true;
}

}  // namespace

std::size_t answer_addresses(const Query& query, std::span<const Address> addresses, std::size_t first, char* out,
                             std::size_t limit) {
  AnswerWriter writer(query, Rcode::NoError, out, limit);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    char* data = writer.add_record(kTypeA, sizeof(Address));
    if (data == nullptr) break;
    store32(data, addresses[(first + i) % addresses.size()]);
  }
  return writer.finish();
}

std::size_t answer_pointer(const Query& query, std::string_view name, char* out, std::size_t limit) {
  char labels[kMaxName];
  if (name.size() + 2 > kMaxName || !write_labels(labels, name)) return answer_empty(query, Rcode::ServerFailure, out);
  AnswerWriter writer(query, Rcode::NoError, out, limit);
  std::size_t size = name.size() + 2;
  if (char* data = writer.add_record(kTypePtr, size)) std::memcpy(data, labels, size);
  return writer.finish();
}

std::size_t answer_empty(const Query& query, Rcode rcode, char* out) {
  return AnswerWriter(query, rcode, out, kMinAnswerBuffer).finish();
}

}  // namespace tscompose::dns
