#include "linux/device_filter.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#include "core/text.h"

namespace tscompose::linux_api {

namespace {

constexpr std::uint32_t kAllAccess = BPF_DEVCG_ACC_MKNOD | BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE;
constexpr std::uint64_t kMaxNumber = 0xffffffff;
constexpr std::size_t kAnswerLength = 2;

// What the registers hold once the program has looked at its question.
constexpr std::uint8_t kScratch = BPF_REG_1, kType = BPF_REG_2, kAccess = BPF_REG_3, kMajor = BPF_REG_4, kMinor = BPF_REG_5;

bool parse_number(std::string_view text, std::optional<std::uint32_t>& number) {
  if (text == "*") return true;
  auto value = parse_decimal(text, kMaxNumber);
  if (value) number = static_cast<std::uint32_t>(*value);
  return value.has_value();
}

bpf_insn instruction(int code, std::uint8_t to, std::uint8_t from, std::size_t offset, std::uint32_t value) {
  bpf_insn made{};
  made.code = static_cast<std::uint8_t>(code);
  made.dst_reg = to & 0xf;
  made.src_reg = from & 0xf;
  made.off = static_cast<std::int16_t>(offset);
  made.imm = static_cast<std::int32_t>(value);
  return made;
}

bpf_insn load(std::uint8_t to, std::size_t offset) { return instruction(BPF_LDX | BPF_MEM | BPF_W, to, BPF_REG_1, offset, 0); }

void answer(std::vector<bpf_insn>& program, std::uint32_t value) {
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, value));
  program.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

// The checks of one rule; a jump of any of them leads past the answer that ends it.
void add_rule(std::vector<bpf_insn>& program, const DeviceRule& rule) {
  std::vector<bpf_insn> checks;
  auto must_be = [&](std::uint8_t reg, std::uint32_t value) { checks.push_back(instruction(BPF_JMP32 | BPF_JNE | BPF_K, reg, 0, 0, value)); };
  if (rule.type != 'a') must_be(kType, rule.type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR);
  if (rule.major) must_be(kMajor, *rule.major);
  if (rule.minor) must_be(kMinor, *rule.minor);
  if (rule.access != kAllAccess) {
    checks.push_back(instruction(BPF_ALU | BPF_MOV | BPF_X, kScratch, kAccess, 0, 0));
    checks.push_back(instruction(BPF_ALU | BPF_AND | BPF_K, kScratch, 0, 0, rule.access));
    checks.push_back(instruction(BPF_JMP32 | BPF_JNE | BPF_X, kScratch, kAccess, 0, 0));
  }
  for (std::size_t index = 0; index < checks.size(); ++index) {
    bpf_insn& check = checks[index];
    if ((check.code & 7) == BPF_JMP32) check.off = static_cast<std::int16_t>(checks.size() - index - 1 + kAnswerLength);
  }
  program.insert(program.end(), checks.begin(), checks.end());
  answer(program, 1);
}

}  // namespace

std::optional<DeviceRule> parse_device_rule(std::string_view text) {
  DeviceRule rule;
  std::string_view type = take_until(text, ' ');
  std::string_view major = take_until(text, ':');
  std::string_view minor = take_until(text, ' ');
  if (type != "a" && type != "b" && type != "c") return std::nullopt;
  rule.type = type.front();
  if (!parse_number(major, rule.major) || !parse_number(minor, rule.minor) || text.empty()) return std::nullopt;
  for (char letter : text) {
    if (letter == 'r') rule.access |= BPF_DEVCG_ACC_READ;
    else if (letter == 'w') rule.access |= BPF_DEVCG_ACC_WRITE;
    else if (letter == 'm') rule.access |= BPF_DEVCG_ACC_MKNOD;
    else return std::nullopt;
  }
  return rule;
}

std::vector<bpf_insn> device_program(const std::vector<DeviceRule>& rules) {
  // The question: access << 16 | type, major, minor, 4 bytes each.
  std::vector<bpf_insn> program = {
      load(kType, offsetof(bpf_cgroup_dev_ctx, access_type)),
      load(kMajor, offsetof(bpf_cgroup_dev_ctx, major)),
      load(kMinor, offsetof(bpf_cgroup_dev_ctx, minor)),
      instruction(BPF_ALU | BPF_MOV | BPF_X, kAccess, kType, 0, 0),
      instruction(BPF_ALU | BPF_RSH | BPF_K, kAccess, 0, 0, 16),
      instruction(BPF_ALU | BPF_AND | BPF_K, kType, 0, 0, 0xffff),
  };
  for (const auto& rule : rules) {
    std::size_t before = program.size();
    add_rule(program, rule);
    // Without a check there is no way past its answer, and the kernel refuses programs with parts that nothing leads to.
    if (program.size() == before + kAnswerLength) return program;
  }
  answer(program, 0);
  return program;
}

Error filter_devices(const Fd& directory, const std::vector<DeviceRule>& rules) {
  std::vector<bpf_insn> program = device_program(rules);
  static constexpr char kLicense[] = "MIT";
  bpf_attr loading{};
  loading.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  loading.insns = reinterpret_cast<std::uint64_t>(program.data());
  loading.insn_cnt = static_cast<std::uint32_t>(program.size());
  loading.license = reinterpret_cast<std::uint64_t>(kLicense);
  Fd loaded(static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &loading, sizeof loading)));
  if (!loaded.valid()) return Error::last("bpf(BPF_PROG_LOAD)");
  bpf_attr attaching{};
  attaching.target_fd = static_cast<std::uint32_t>(directory.get());
  attaching.attach_bpf_fd = static_cast<std::uint32_t>(loaded.get());
  attaching.attach_type = BPF_CGROUP_DEVICE;
  attaching.attach_flags = BPF_F_ALLOW_MULTI;
  if (::syscall(SYS_bpf, BPF_PROG_ATTACH, &attaching, sizeof attaching) < 0) return Error::last("bpf(BPF_PROG_ATTACH)");
  return Error::none();
}

}  // namespace tscompose::linux_api
