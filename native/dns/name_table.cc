#include "dns/name_table.h"

#include <algorithm>

namespace tscompose::dns {

namespace {

std::string_view take_word(std::string_view& rest, char separator) {
  std::string_view word = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  return word;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  Address address = 0;
  for (int part = 0; part < 4; ++part) {
    std::string_view digits = part < 3 ? take_word(text, '.') : text;
    if (digits.empty() || digits.size() > 3) return std::nullopt;
    unsigned value = 0;
    for (char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + static_cast<unsigned>(c - '0');
    }
    if (value > 255) return std::nullopt;
    address = address << 8 | value;
  }
  return address;
}

NameTable NameTable::parse(std::string text) {
  NameTable table;
  table.text_ = std::move(text);
  std::string_view rest = table.text_;
  while (!rest.empty()) {
    std::string_view line = take_word(rest, '\n');
    if (line.starts_with('@')) table.add_reverse(line.substr(1));
    else table.add_line(line);
  }
  auto by_name = [&](const Entry& a, const Entry& b) { return table.text_of(a.name) < table.text_of(b.name); };
  std::stable_sort(table.entries_.begin(), table.entries_.end(), by_name);
  auto by_address = [](const Reverse& a, const Reverse& b) { return a.address < b.address; };
  std::stable_sort(table.reverse_.begin(), table.reverse_.end(), by_address);
  return table;
}

NameTable::Piece NameTable::piece_of(std::string_view part) const {
  return {static_cast<std::uint32_t>(part.data() - text_.data()), static_cast<std::uint32_t>(part.size())};
}

void NameTable::add_line(std::string_view line) {
  std::string_view name = take_word(line, ' ');
  auto first = static_cast<std::uint32_t>(addresses_.size());
  while (!line.empty()) {
    if (auto address = parse_address(take_word(line, ' '))) addresses_.push_back(*address);
  }
  auto count = static_cast<std::uint32_t>(addresses_.size()) - first;
  if (!name.empty() && count > 0) entries_.push_back({piece_of(name), first, count});
}

void NameTable::add_reverse(std::string_view line) {
  auto address = parse_address(take_word(line, ' '));
  if (address && !line.empty()) reverse_.push_back({*address, piece_of(line)});
}

NameTable::Match NameTable::find(std::string_view name) {
  auto found = std::lower_bound(entries_.begin(), entries_.end(), name,
                                [&](const Entry& entry, std::string_view wanted) { return text_of(entry.name) < wanted; });
  if (found == entries_.end() || text_of(found->name) != name) return {};
  return {{addresses_.data() + found->first, found->count}, &found->turn};
}

std::string_view NameTable::find_reverse(Address address) const {
  auto found = std::lower_bound(reverse_.begin(), reverse_.end(), address,
                                [](const Reverse& entry, Address wanted) { return entry.address < wanted; });
  return found == reverse_.end() || found->address != address ? std::string_view() : text_of(found->name);
}

}  // namespace tscompose::dns
