#include "linux/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/io.h"
#include "core/text.h"
#include "linux/process.h"

namespace tscompose::linux_api {

namespace {

// What is forked while the others are killed is found in the next round; a limit on processes ends that of a fork bomb.
constexpr int kRounds = 50;
constexpr int kRoundMs = 4;
constexpr std::size_t kStatLimit = 4096;

struct Relation {
  pid_t pid;
  pid_t parent;
};

struct Victim {
  pid_t pid;
  Fd process;
};

// Field 4 of /proc/PID/stat, which comes after a name that may hold anything (proc(5)). 0 for one that is gone.
pid_t parent_of(pid_t pid) {
  std::string stat;
  if (!read_file(stat, AT_FDCWD, ("/proc/" + std::to_string(pid) + "/stat").c_str(), kStatLimit).ok()) return 0;
  std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 4 >= stat.size()) return 0;
  std::string_view rest = std::string_view(stat).substr(name_end + 4);
  return static_cast<pid_t>(parse_decimal(take_until(rest, ' '), INT32_MAX).value_or(0));
}

std::vector<Relation> all_processes() {
  std::vector<Relation> processes;
  DIR* proc = ::opendir("/proc");
  if (proc == nullptr) return processes;
  while (const dirent* entry = ::readdir(proc)) {
    auto pid = parse_decimal(entry->d_name, INT32_MAX);
    if (pid && *pid > 0) processes.push_back({static_cast<pid_t>(*pid), parent_of(static_cast<pid_t>(*pid))});
  }
  ::closedir(proc);
  return processes;
}

std::vector<pid_t> below(pid_t root) {
  std::vector<Relation> processes = all_processes();
  std::vector<pid_t> found{root};
  for (std::size_t index = 0; index < found.size(); ++index) {
    for (const auto& process : processes) {
      if (process.parent == found[index]) found.push_back(process.pid);
    }
  }
  found.erase(found.begin());
  return found;
}

bool is_gone(const Fd& process, int wait_ms) {
  pollfd wait{process.get(), POLLIN, 0};
  return TSC_RETRY(::poll(&wait, 1, wait_ms)) > 0;
}

// The number may have gone to another process by now: the parent is asked for again once it is held.
void take(std::vector<Victim>& victims, pid_t pid, pid_t root) {
  Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!process.valid()) return;
  pid_t parent = parent_of(pid);
  bool ours = parent == root || std::any_of(victims.begin(), victims.end(), [&](const auto& victim) { return victim.pid == parent; });
  if (ours && send_signal(process, SIGKILL).ok()) victims.push_back({pid, std::move(process)});
}

}  // namespace

void kill_tree(const Fd& process, pid_t pid) {
  (void)send_signal(process, SIGSTOP);
  std::vector<Victim> victims;
  for (int round = 0; round < kRounds; ++round) {
    std::size_t before = victims.size();
    for (pid_t found : below(pid)) {
      bool known = std::any_of(victims.begin(), victims.end(), [&](const auto& victim) { return victim.pid == found; });
      if (!known) take(victims, found, pid);
    }
    bool all_gone = std::all_of(victims.begin(), victims.end(), [](const auto& victim) { return is_gone(victim.process, kRoundMs); });
    if (all_gone && victims.size() == before) break;
  }
  (void)send_signal(process, SIGKILL);
}

}  // namespace tscompose::linux_api
