// The verbs of `hello`, the program of the built-in image: each in a file of its own, each returning the exit code.
#pragma once
#include "hello/arguments.h"

namespace tscompose::hello {

inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

int run_alloc(Arguments& arguments);
int run_cat(Arguments& arguments);
int run_dns(Arguments& arguments);
int run_echo(Arguments& arguments);
int run_env(Arguments& arguments);
int run_exit(Arguments& arguments);
int run_fork(Arguments& arguments);
int run_get(Arguments& arguments);
int run_id(Arguments& arguments);
int run_ls(Arguments& arguments);
int run_serve(Arguments& arguments);
int run_sleep(Arguments& arguments);
int run_trap(Arguments& arguments);
int run_tty(Arguments& arguments);
int run_udp_echo(Arguments& arguments);
int run_udp_send(Arguments& arguments);
int run_write(Arguments& arguments);
int run_write_lines(Arguments& arguments);

}  // namespace tscompose::hello
