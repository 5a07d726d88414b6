#include "hello/verbs.h"

namespace tscompose::hello {

int run_exit(Arguments& arguments) { return static_cast<int>(parse_number(arguments.operands(1, 1)[0], 255)); }

}  // namespace tscompose::hello
