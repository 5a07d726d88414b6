// The time: of the clock on the wall, which may be set, and of one that nobody sets.
#pragma once
#include <cstdint>
#include <ctime>
#include <string>

namespace tscompose {

timespec wall_clock_now();

// Milliseconds of CLOCK_MONOTONIC, the same for all processes since the machine's start.
std::uint64_t monotonic_ms();

// RFC 3339 in UTC with nanoseconds, trailing zeros dropped: `2026-01-02T03:04:05.6Z`. The form json-file logs have.
std::string rfc3339(const timespec& time);

}  // namespace tscompose
