// The program that v2 asks about devices, run by a little machine of our own: the kernel's takes root.
#include "linux/device_filter.h"

#include "test/check.h"

namespace {

using namespace tscompose::linux_api;

constexpr std::uint32_t kRead = BPF_DEVCG_ACC_READ, kWrite = BPF_DEVCG_ACC_WRITE, kMknod = BPF_DEVCG_ACC_MKNOD;
constexpr std::uint32_t kBlock = BPF_DEVCG_DEV_BLOCK, kChar = BPF_DEVCG_DEV_CHAR;

std::vector<DeviceRule> rules(const std::vector<std::string>& texts) {
  std::vector<DeviceRule> parsed;
  for (const auto& text : texts) {
    auto rule = parse_device_rule(text);
    CHECK(rule.has_value());
    if (rule) parsed.push_back(*rule);
  }
  return parsed;
}

// Whether the program allows it. It never runs past its end, and jumps forward only, as the kernel demands.
bool allows(const std::vector<bpf_insn>& program, std::uint32_t access, std::uint32_t type, std::uint32_t major, std::uint32_t minor) {
  std::uint32_t question[3] = {access << 16 | type, major, minor};
  std::uint64_t reg[11] = {};
  for (std::size_t at = 0; at < program.size(); ++at) {
    const bpf_insn& step = program[at];
    std::uint64_t from = (step.code & BPF_X) != 0 ? reg[step.src_reg] : static_cast<std::uint32_t>(step.imm);
    switch (step.code) {
      case BPF_LDX | BPF_MEM | BPF_W:
        CHECK(step.src_reg == 1 && step.off % 4 == 0 && step.off < 12);
        reg[step.dst_reg] = question[step.off / 4];
        break;
      case BPF_ALU | BPF_MOV | BPF_X:
      case BPF_ALU64 | BPF_MOV | BPF_K: reg[step.dst_reg] = static_cast<std::uint32_t>(from); break;
      case BPF_ALU | BPF_AND | BPF_K: reg[step.dst_reg] &= from; break;
      case BPF_ALU | BPF_RSH | BPF_K: reg[step.dst_reg] >>= from; break;
      case BPF_JMP32 | BPF_JNE | BPF_K:
      case BPF_JMP32 | BPF_JNE | BPF_X:
        CHECK(step.off > 0);
        if (static_cast<std::uint32_t>(reg[step.dst_reg]) != static_cast<std::uint32_t>(from)) at += static_cast<std::size_t>(step.off);
        break;
      case BPF_JMP | BPF_EXIT: return reg[0] == 1;
      default: CHECK(!"an instruction that is not expected"); return false;
    }
  }
  CHECK(!"the program has no end");
  return false;
}

void rules_are_read() {
  auto rule = parse_device_rule("c 136:* rw");
  CHECK(rule && rule->type == 'c' && rule->major == 136u && !rule->minor && rule->access == (kRead | kWrite));
  for (const char* wrong : {"", "c", "x 1:3 r", "c 1:3", "c 1:3 ", "c 1:3 q", "c one:3 r", "c 1 r", "c 4294967296:0 r"}) {
    CHECK(!parse_device_rule(wrong));
  }
}

void without_rules_nothing_is_allowed() { CHECK(!allows(device_program({}), kRead, kChar, 1, 3)); }

void a_rule_allows_what_it_says_and_nothing_else() {
  auto program = device_program(rules({"c *:* m", "c 1:3 rwm", "b 7:0 r", "c 136:* rw"}));
  CHECK(allows(program, kRead | kWrite, kChar, 1, 3));
  CHECK(!allows(program, kRead, kChar, 1, 1));
  CHECK(!allows(program, kRead, kBlock, 1, 3));
  CHECK(allows(program, kMknod, kChar, 250, 9));
  CHECK(!allows(program, kMknod, kBlock, 250, 9));
  CHECK(!allows(program, kMknod | kRead, kChar, 250, 9));
  CHECK(allows(program, kRead, kBlock, 7, 0));
  CHECK(!allows(program, kRead | kWrite, kBlock, 7, 0));
  CHECK(allows(program, kWrite, kChar, 136, 5));
}

void a_rule_for_all_ends_the_program() {
  auto program = device_program(rules({"c 1:3 r", "a *:* rwm", "b 7:0 r"}));
  CHECK(allows(program, kRead | kWrite | kMknod, kBlock, 9, 9));
  CHECK(program.back().code == (BPF_JMP | BPF_EXIT) && program[program.size() - 2].imm == 1);
}

}  // namespace

int main() {
  rules_are_read();
  without_rules_nothing_is_allowed();
  a_rule_allows_what_it_says_and_nothing_else();
  a_rule_for_all_ends_the_program();
  return tscompose::test::finish();
}
