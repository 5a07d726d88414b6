// Capability sets of the calling process, as masks (bit n is capability n of capabilities(7)).
#pragma once
#include <cstdint>

#include "core/result.h"

namespace tscompose::linux_api {

// Drops from the bounding set all that is not in `kept`.
Error limit_bounding_set(std::uint64_t kept);

// Permitted and effective become `wanted` as far as they are held now; inheritable and ambient become empty.
Error limit_capabilities(std::uint64_t wanted);

}  // namespace tscompose::linux_api
