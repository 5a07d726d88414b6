#include "monitor/wake_attempts.h"

#include "test/check.h"

namespace {

using tscompose::monitor::WakeAttempts;

void nothing_understandable_is_no_attempt() {
  for (const char* text : {"", "\n", "1", "1 \n", "x 5\n", "-1 5\n", "99999999999 5\n"}) CHECK(WakeAttempts::parse(text).count == 0);
}

void text_and_parse_agree() {
  WakeAttempts read = WakeAttempts::parse(WakeAttempts{3, 1234567}.text());
  CHECK(read.count == 3);
  CHECK(read.last_ms == 1234567);
}

void the_first_try_waits_for_nothing() { CHECK(WakeAttempts{}.pause(5) == 0); }

void every_failure_doubles_the_pause_up_to_a_minute() {
  std::uint64_t expected[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
  for (std::uint64_t count = 1; count <= 8; ++count) CHECK((WakeAttempts{count, 500}.pause(500)) == expected[count - 1]);
  CHECK((WakeAttempts{4000000000, 500}.pause(500)) == 60000);
}

void time_that_has_passed_is_taken_off() {
  CHECK((WakeAttempts{1, 500}.pause(1100)) == 400);
  CHECK((WakeAttempts{1, 500}.pause(1500)) == 0);
  CHECK((WakeAttempts{1, 500}.pause(900000)) == 0);
}

void an_attempt_of_an_earlier_boot_does_not_count() { CHECK((WakeAttempts{7, 900000}.pause(100)) == 0); }

}  // namespace

int main() {
  nothing_understandable_is_no_attempt();
  text_and_parse_agree();
  the_first_try_waits_for_nothing();
  every_failure_doubles_the_pause_up_to_a_minute();
  time_that_has_passed_is_taken_off();
  an_attempt_of_an_earlier_boot_does_not_count();
  return tscompose::test::finish();
}
