// The written failure convention: functions that can fail return Error; `ok()` says whether. An Error names the step or call,
// carries errno as it was on the next line, and the subject (a path, an address). No exceptions outside the addon.
#pragma once
#include <cerrno>
#include <string>
#include <utility>

namespace tscompose {

struct [[nodiscard]] Error {
  int code = 0;          // errno; 0 is success
  const char* call = ""; // "openat2"
  std::string subject;   // what it was called on

  bool ok() const { return code == 0; }
  static Error none() { return {}; }
  // Reads errno, so it must be the very next thing after the failed call.
  static Error last(const char* call, std::string subject = {}) {
    int saved = errno;
    return {saved == 0 ? EIO : saved, call, std::move(subject)};
  }
};

}  // namespace tscompose

// Retries a call that a signal interrupted.
#define TSC_RETRY(expression)                         \
  ({                                                  \
    decltype(expression) tsc_result;                  \
    do {                                              \
      tsc_result = (expression);                      \
    } while (tsc_result == -1 && errno == EINTR);     \
    tsc_result;                                       \
  })
