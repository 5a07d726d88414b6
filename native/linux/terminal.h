// Pseudo-terminals.
#pragma once
#include <cstdint>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::linux_api {

// Opens a pair from the devpts instance at /dev/pts of the calling process's root.
Error open_terminal(Fd& master, Fd& slave);

Error set_window_size(int terminal, std::uint64_t rows, std::uint64_t cols);

// Makes the slave the controlling terminal of the calling process, which must lead a session that has none.
Error take_controlling_terminal(const Fd& slave);

}  // namespace tscompose::linux_api
