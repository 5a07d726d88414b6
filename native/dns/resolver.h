// Decides about one query by name tables alone: answered here, or to be asked outside.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

#include "dns/answer.h"
#include "dns/name_table.h"
#include "dns/query.h"

namespace tscompose::dns {

enum class Verdict {
  Answered,  // `size` bytes were written
  Forward,   // not ours
  Drop,      // nothing that could be answered
};

struct Resolution {
  Verdict verdict = Verdict::Drop;
  std::size_t size = 0;
};

class Resolver {
 public:
  // Tables are searched in this order; the first that has the name answers.
  std::span<NameTable> tables() { return {tables_.data(), tables_.size()}; }
  void set_table_count(std::size_t count) { tables_.resize(count); }

  // Writes an answer into `out`, which holds `capacity` bytes (kMinAnswerBuffer at least). `query` is filled when it is Forward.
  // Over a stream the client takes all of `capacity`; over UDP what it said, or 512 bytes.
  Resolution resolve(std::string_view packet, bool over_stream, Query& query, char* out, std::size_t capacity);

 private:
  Resolution answer(const Query& query, char* out, std::size_t limit);
  Resolution answer_reverse(const Query& query, char* out, std::size_t limit);

  std::vector<NameTable> tables_;
};

}  // namespace tscompose::dns
