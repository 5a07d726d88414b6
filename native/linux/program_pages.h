#pragma once

namespace tscompose::linux_api {

// Waits until the descriptor is readable, or a signal comes, with as little memory as can be: the pages of the program's code and
// constants that this process has touched are let go of. They stay in the page cache and come back by themselves, a few at a time,
// when they are used again. For a process that is about to sleep for long.
void sleep_with_few_pages(int fd);

}  // namespace tscompose::linux_api
