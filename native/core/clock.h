// Wall-clock time as text.
#pragma once
#include <ctime>
#include <string>

namespace tscompose {

timespec wall_clock_now();

// RFC 3339 in UTC with nanoseconds, trailing zeros dropped: `2026-01-02T03:04:05.6Z`. The form json-file logs have.
std::string rfc3339(const timespec& time);

}  // namespace tscompose
