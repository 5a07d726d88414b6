#include "init/report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/io.h"
#include "test/check.h"

namespace {

using namespace tscompose;
using namespace tscompose::init;

void a_failure_arrives_with_step_call_errno_and_subject() {
  Fd ours;
  Fd theirs;
  CHECK(make_channel(ours, theirs).ok());
  Outcome outcome;
  CHECK(!read_outcome(ours.get(), false, outcome));
  report_failure(theirs.get(), "mount-source", {ENOENT, "open_tree", "/no/such"});
  CHECK(read_outcome(ours.get(), false, outcome));
  CHECK(!outcome.executed && outcome.step == "mount-source" && outcome.call == "open_tree");
  CHECK(outcome.code == ENOENT && outcome.subject == "/no/such");
}

void an_overlong_subject_is_cut() {
  Fd ours;
  Fd theirs;
  CHECK(make_channel(ours, theirs).ok());
  report_failure(theirs.get(), "exec", {EACCES, "execve", std::string(100000, 'x')});
  Outcome outcome;
  CHECK(read_outcome(ours.get(), true, outcome));
  CHECK(outcome.code == EACCES && outcome.subject.size() == 4096);
}

void the_end_means_executed_only_after_the_announcement() {
  for (bool announced : {true, false}) {
    Fd ours;
    Fd theirs;
    CHECK(make_channel(ours, theirs).ok());
    if (announced) CHECK(announce_exec(theirs.get()).ok());
    Outcome outcome;
    CHECK(!read_outcome(ours.get(), false, outcome));
    theirs.reset();
    CHECK(read_outcome(ours.get(), false, outcome));
    CHECK(outcome.executed == announced);
  }
}

void a_terminal_comes_as_a_descriptor() {
  Fd ours;
  Fd theirs;
  Fd file;
  CHECK(make_channel(ours, theirs).ok());
  CHECK(open_at(file, AT_FDCWD, "/dev/null", O_RDWR).ok());
  CHECK(send_terminal(theirs.get(), file).ok());
  CHECK(announce_exec(theirs.get()).ok());
  theirs.reset();
  Outcome outcome;
  CHECK(read_outcome(ours.get(), true, outcome));
  struct stat sent {};
  struct stat received {};
  CHECK(outcome.executed && ::fstat(file.get(), &sent) == 0 && ::fstat(outcome.terminal.get(), &received) == 0);
  CHECK(sent.st_rdev == received.st_rdev);
  CHECK((::fcntl(outcome.terminal.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

void the_child_notices_that_its_monitor_has_gone() {
  Fd ours;
  Fd theirs;
  CHECK(make_channel(ours, theirs).ok());
  CHECK(!is_monitor_gone(theirs.get()));
  ours.reset();
  CHECK(is_monitor_gone(theirs.get()));
}

struct Counter {
  int runs = 0;
};

void steps_stop_at_the_first_failure() {
  Fd ours;
  Fd theirs;
  CHECK(make_channel(ours, theirs).ok());
  pid_t child = ::fork();
  if (child == 0) {
    static constexpr Step<Counter> kSteps[] = {
        {"first", [](Counter& counter) { return ++counter.runs, Error::none(); }},
        {"second", [](Counter& counter) { return Error{ENOSPC, "write", std::to_string(counter.runs)}; }},
        {"third", [](Counter&) { return Error{EIO, "never", ""}; }},
    };
    Counter counter;
    run_steps(theirs.get(), kSteps, counter);
  }
  theirs.reset();
  Outcome outcome;
  CHECK(read_outcome(ours.get(), true, outcome));
  CHECK(outcome.step == "second" && outcome.code == ENOSPC && outcome.subject == "1");
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

}  // namespace

int main() {
  a_failure_arrives_with_step_call_errno_and_subject();
  an_overlong_subject_is_cut();
  the_end_means_executed_only_after_the_announcement();
  a_terminal_comes_as_a_descriptor();
  the_child_notices_that_its_monitor_has_gone();
  steps_stop_at_the_first_failure();
  return tscompose::test::finish();
}
