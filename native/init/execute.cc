#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string_view>

#include "core/text.h"
#include "init/process_setup.h"
#include "init/report.h"
#include "linux/process.h"

namespace tscompose::init {

namespace {

constexpr unsigned kCloseRangeCloexec = 4;  // CLOSE_RANGE_CLOEXEC
constexpr std::string_view kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string_view find_variable(const std::vector<std::string>& env, std::string_view prefix) {
  for (const auto& entry : env) {
    if (entry.starts_with(prefix)) return std::string_view(entry).substr(prefix.size());
  }
  return {};
}

std::vector<char*> as_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 2);
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  return pointers;
}

// Tries each directory as execvp(3) does: what is missing is passed over, what is there but forbidden is remembered.
int try_path(const std::string& program, std::string_view path, char** arguments, char** environment) {
  int result = ENOENT;
  while (!path.empty()) {
    std::string candidate(take_until(path, ':'));
    candidate.append(candidate.empty() ? "./" : "/").append(program);
    ::execve(candidate.c_str(), arguments, environment);
    if (errno == EACCES) {
      result = EACCES;
    } else if (errno != ENOENT && errno != ENOTDIR) {
      return errno;
    }
  }
  return result;
}

// The monitor's death must take the container along. Credentials have changed already: that would clear the setting.
Error tie_to_monitor(int channel) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return Error::last("prctl(PR_SET_PDEATHSIG)");
  return is_monitor_gone(channel) ? Error{EPIPE, "check monitor", ""} : Error::none();
}

}  // namespace

Error execute(const ProcessSpec& spec, const linux_api::Identity& identity, int channel) {
  if (spec.args.empty() || spec.args.front().empty()) return {EINVAL, "execve", "no command"};
  if (Error error = tie_to_monitor(channel); !error.ok()) return error;
  const std::string& program = spec.args.front();
  std::vector<char*> arguments = as_pointers(spec.args);
  arguments.push_back(nullptr);
  std::vector<char*> environment = as_pointers(spec.env);
  std::string home = "HOME=" + identity.home;
  if (find_variable(spec.env, "HOME=").data() == nullptr) environment.push_back(home.data());
  environment.push_back(nullptr);
  if (::syscall(SYS_close_range, 3, ~0u, kCloseRangeCloexec) < 0) return Error::last("close_range");
  linux_api::reset_signals();
  if (Error error = announce_exec(channel); !error.ok()) return error;
  int code = 0;
  if (program.find('/') != std::string::npos) {
    ::execve(program.c_str(), arguments.data(), environment.data());
    code = errno;
  } else {
    std::string_view path = find_variable(spec.env, "PATH=");
    code = try_path(program, path.empty() ? kDefaultPath : path, arguments.data(), environment.data());
  }
  return {code, "execve", program};
}

}  // namespace tscompose::init
