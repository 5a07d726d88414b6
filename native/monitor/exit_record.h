// What remains of a container that has ended.
#pragma once
#include <string>

#include "core/result.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

// Writes the record as JSON to a temporary beside `path`, and puts it in place once it is on disk.
Error write_exit_record(const std::string& path, const protocol::ExitedMessage& exited);

}  // namespace tscompose::monitor
