// Names of one network, as the engine writes them (docs/monitor-protocol.md, "Name tables").
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tscompose::dns {

// An IPv4 address in host byte order: 10.0.0.1 is 0x0a000001.
using Address = std::uint32_t;

std::optional<Address> parse_address(std::string_view text);

class NameTable {
 public:
  NameTable() = default;
  // A line that is not well formed is left out: the other names must go on resolving.
  static NameTable parse(std::string text);

  struct Match {
    std::span<const Address> addresses;  // empty when the name is not in the table
    std::uint32_t* turn = nullptr;       // counts the name's answers: each begins with another address
  };
  // `name` in lower case.
  Match find(std::string_view name);
  // Name of the container with this address; empty when there is none.
  std::string_view find_reverse(Address address) const;

 private:
  struct Piece {  // of text_: offsets survive a move of the table
    std::uint32_t at;
    std::uint32_t size;
  };
  struct Entry {
    Piece name;
    std::uint32_t first;  // index into addresses_
    std::uint32_t count;
    std::uint32_t turn = 0;
  };
  struct Reverse {
    Address address;
    Piece name;
  };

  std::string_view text_of(Piece piece) const { return std::string_view(text_).substr(piece.at, piece.size); }
  Piece piece_of(std::string_view part) const;
  void add_line(std::string_view line);
  void add_reverse(std::string_view line);

  std::string text_;
  std::vector<Entry> entries_;
  std::vector<Reverse> reverse_;
  std::vector<Address> addresses_;
};

}  // namespace tscompose::dns
