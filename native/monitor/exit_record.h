// What remains of a container that has ended.
#pragma once
#include <string>

#include "core/fd.h"
#include "core/result.h"
#include "protocol/messages.h"

namespace tscompose::monitor {

// Takes room for the record while there is some, so that a disk which is full at the container's end does not lose its exit
// code. Best effort: without it the record is made at the end.
void reserve_exit_record(Fd& file, const std::string& path);

// Writes the record as JSON to a temporary beside `path`, and puts it in place. `file` stays open for keep_exit_record, which
// waits for the disk: until then a power cut may leave an empty record, as it may leave none.
Error write_exit_record(Fd& file, const std::string& path, const protocol::ExitedMessage& exited);

void keep_exit_record(const Fd& file);

}  // namespace tscompose::monitor
