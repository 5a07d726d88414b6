#include <cstdio>
#include <string_view>

#include "hello/verbs.h"

namespace {

using namespace tscompose::hello;

struct Verb {
  const char* name;
  int (*run)(Arguments& arguments);
  const char* usage;
};

constexpr Verb kVerbs[] = {
    {"serve", run_serve, "[--port 80] [--text TEXT]   HTTP server that names itself, the path and the peer"},
    {"get", run_get, "URL [--retry N] [--timeout SECONDS]   HTTP client; exit code 6: no such host, 7: no connection, 22: refused"},
    {"dns", run_dns, "NAME|ADDRESS [--server ADDRESS] [--port 53] [--tcp]   look a name up, or the name of an address"},
    {"udp-echo", run_udp_echo, "[--port 7]   sends datagrams back"},
    {"udp-send", run_udp_send, "HOST PORT TEXT [--timeout SECONDS]   sends a datagram and prints the answer"},
    {"sleep", run_sleep, "[SECONDS]   waits, for ever without an argument; ends with 0 on SIGTERM"},
    {"trap", run_trap, "ignores SIGTERM and waits for ever"},
    {"alloc", run_alloc, "MIB [--in-child]   takes memory, itself or in a child whose end it tells, and waits"},
    {"fork", run_fork, "COUNT | --bomb   makes processes that wait, and says how many it could; or as many as it is let, for ever"},
    {"exit", run_exit, "CODE"},
    {"echo", run_echo, "[TEXT...]"},
    {"env", run_env, "prints the environment"},
    {"id", run_id, "prints ids, groups and capabilities"},
    {"tty", run_tty, "prints the terminal's size, or that there is none"},
    {"cat", run_cat, "[FILE...]   copies files, or standard input"},
    {"ls", run_ls, "[DIRECTORY]"},
    {"write", run_write, "FILE TEXT"},
    {"write-lines", run_write_lines, "COUNT SIZE [--stderr] [--every MS]   numbered lines of SIZE bytes, with pauses"},
};

int usage() {
  std::fputs("usage: hello VERB [ARGUMENTS]\n", stderr);
  for (const Verb& verb : kVerbs) std::fprintf(stderr, "  %-12s %s\n", verb.name, verb.usage);
  return kExitUsage;
}

}  // namespace

int main(int count, char** values) {
  if (count < 2) return usage();
  for (const Verb& verb : kVerbs) {
    if (std::string_view(values[1]) != verb.name) continue;
    Arguments arguments(count - 2, values + 2);
    int code = verb.run(arguments);
    if (std::fflush(stdout) == 0) return code;
    std::perror("hello: standard output");
    return kExitFailed;
  }
  std::fprintf(stderr, "hello: unknown verb \"%s\"\n", values[1]);
  return usage();
}
