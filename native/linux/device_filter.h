// Which devices the processes of a cgroup may use. v1 has a controller for it; v2 asks a program of ours, for every device that is
// opened or made (BPF_PROG_TYPE_CGROUP_DEVICE).
#pragma once
#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

// `TYPE MAJOR:MINOR ACCESS` of Documentation/admin-guide/cgroup-v1/devices.rst: `c 1:3 rwm`, `b *:* m`, `a *:* rwm`.
struct DeviceRule {
  char type = 'a';                     // a: both, b: block, c: character
  std::optional<std::uint32_t> major;  // nothing: all
  std::optional<std::uint32_t> minor;
  std::uint32_t access = 0;  // BPF_DEVCG_ACC_*
};

std::optional<DeviceRule> parse_device_rule(std::string_view text);

// A program that lets pass what one of the rules allows, and nothing else.
std::vector<bpf_insn> device_program(const std::vector<DeviceRule>& rules);

// v2: from now on what is opened or made in the group below `directory` has to be allowed by one of the rules. It goes with the group.
Error filter_devices(const Fd& directory, const std::vector<DeviceRule>& rules);

}  // namespace tscompose::linux_api
