#include "dns/packet.h"

namespace tscompose::dns {

namespace {

constexpr std::uint8_t kPointerBits = 0xc0;
constexpr char kUnprintable = static_cast<char>(0xff);

char canonical(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '.' || static_cast<unsigned char>(c) <= ' ' ? kUnprintable : c;
}

}  // namespace

bool NameText::add_label(std::string_view label) {
  std::size_t needed = label.size() + (size_ == 0 ? 0 : 1);
  // On the wire a name has one length byte before its first label and a zero at its end.
  if (size_ + needed + 2 > kMaxName) return false;
  if (size_ != 0) text_[size_++] = '.';
  for (char c : label) text_[size_++] = canonical(c);
  return true;
}

bool read_name(std::string_view packet, std::size_t& at, NameText& name) {
  name.clear();
  std::size_t here = at;
  std::size_t lowest = at;  // a pointer must lead below this
  bool jumped = false;
  for (;;) {
    if (here >= packet.size()) return false;
    auto length = static_cast<std::uint8_t>(packet[here]);
    if ((length & kPointerBits) == kPointerBits) {
      if (here + 2 > packet.size()) return false;
      std::size_t target = load16(packet.data() + here) & 0x3fffu;
      if (target >= lowest) return false;
      if (!jumped) at = here + 2;
      jumped = true;
      here = lowest = target;
      continue;
    }
    if (length > kMaxLabel) return false;
    ++here;
    if (length == 0) break;
    if (here + length > packet.size() || !name.add_label(packet.substr(here, length))) return false;
    here += length;
  }
  if (!jumped) at = here;
  return true;
}

bool read_record(std::string_view packet, std::size_t& at, NameText& owner, Record& record) {
  constexpr std::size_t kFixedBytes = 10;
  if (!read_name(packet, at, owner) || packet.size() - at < kFixedBytes) return false;
  const char* fixed = packet.data() + at;
  record.type = load16(fixed);
  record.cls = load16(fixed + 2);
  std::size_t length = load16(fixed + 8);
  at += kFixedBytes;
  if (packet.size() - at < length) return false;
  record.data_at = at;
  record.data = packet.substr(at, length);
  at += length;
  return true;
}

}  // namespace tscompose::dns
