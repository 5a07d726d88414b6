// The messages of the monitor protocol as structs, made from messages.def: StartMessage, ExecMessage, ...; records as Mount,
// ReservedPort. A field that is missing in a frame keeps its zero value.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/frame.h"

namespace tscompose::protocol {

inline constexpr std::uint64_t kProtocolVersion = 4;

using Unsigned = std::uint64_t;
using Signed = std::int64_t;
using Boolean = bool;
using String = std::string;
using StringList = std::vector<std::string>;
using OptionalSigned = std::optional<std::int64_t>;
struct Mount;
struct ReservedPort;
struct Device;
using MountList = std::vector<Mount>;
using ReservedPortList = std::vector<ReservedPort>;
using DeviceList = std::vector<Device>;
struct CgroupSetting;
struct ResourceLimit;
using MountList = std::vector<Mount>;
using ReservedPortList = std::vector<ReservedPort>;
using CgroupSettingList = std::vector<CgroupSetting>;
using ResourceLimitList = std::vector<ResourceLimit>;

#define TSC_RECORD(name) struct name {
#define TSC_MESSAGE(name, type) struct name##Message { static constexpr MessageType kType = MessageType::name;
#define TSC_FIELD(name, tag, kind) kind name{};
#define TSC_END };
#include "protocol/messages.def"

// `decode(payload, message)`: false when the payload is malformed (truncated field, integer that is not 8 bytes, NUL in a string).
// `encode(message)`: a whole frame, header included.
#define TSC_MESSAGE(name, type)                                                      \
  [[nodiscard]] bool decode(std::string_view payload, name##Message& message);       \
  std::string encode(const name##Message& message);
#include "protocol/messages.def"

}  // namespace tscompose::protocol
