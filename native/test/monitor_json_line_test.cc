#include "monitor/json_line.h"

#include <string>

#include "test/check.h"

namespace {

using tscompose::monitor::escape_json;
using tscompose::monitor::kMaxEscape;
using tscompose::test::Noise;

std::string escaped(std::string_view text) {
  std::string out(text.size() * kMaxEscape, '\0');
  char* end = escape_json(out.data(), text);
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

void plain_text_stays_as_it_is() {
  std::string text = "The quick brown fox jumps over the lazy dog; 0123456789 ~!@#$%^*()_+\x7f";
  CHECK(escaped(text) == text);
  CHECK(escaped("").empty());
}

void special_characters_are_escaped_at_every_place_of_a_block() {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string before(at, 'a');
    std::string after(40 - at, 'b');
    CHECK(escaped(before + '"' + after) == before + "\\\"" + after);
    CHECK(escaped(before + '\x01' + after) == before + "\\u0001" + after);
    CHECK(escaped(before + '<' + after) == before + "\\u003c" + after);
    CHECK(escaped(before + "\xff" + after) == before + "\\ufffd" + after);
    CHECK(escaped(before + "\xc3\xa9" + after) == before + "\xc3\xa9" + after);
  }
}

void what_is_not_utf8_is_replaced_byte_by_byte() {
  CHECK(escaped("\xc3") == "\\ufffd");                          // cut short
  CHECK(escaped("\xc0\xaf") == "\\ufffd\\ufffd");               // overlong
  CHECK(escaped("\xed\xa0\x80") == "\\ufffd\\ufffd\\ufffd");    // surrogate
  CHECK(escaped("\xf4\x90\x80\x80") == "\\ufffd\\ufffd\\ufffd\\ufffd");  // past U+10FFFF
  CHECK(escaped("\xe2\x82z") == "\\ufffd\\ufffdz");
  CHECK(escaped("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
  CHECK(escaped("\xe2\x80\xa8\xe2\x80\xa9") == "\\u2028\\u2029");
}

void any_bytes_give_a_string_without_raw_specials() {
  Noise noise(7);
  for (int round = 0; round < 20000; ++round) {
    std::string out = escaped(noise.bytes(noise.below(64)));
    for (char byte : out) CHECK(static_cast<unsigned char>(byte) >= 0x20 && byte != '<' && byte != '>' && byte != '&');
  }
}

}  // namespace

int main() {
  plain_text_stays_as_it_is();
  special_characters_are_escaped_at_every_place_of_a_block();
  what_is_not_utf8_is_replaced_byte_by_byte();
  any_bytes_give_a_string_without_raw_specials();
  return tscompose::test::finish();
}
