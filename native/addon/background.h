// Work beside the event loop.
#pragma once
#include <functional>

#include "addon/register.h"
#include "core/result.h"

namespace tscompose::addon {

using Work = std::function<Error()>;
using Result = std::function<Napi::Value(Napi::Env)>;

// Both give a promise of what `value` makes, on the event loop, after `work` succeeded elsewhere; rejected with what it failed by.

// Work that takes long, in a thread of its own: libuv's few threads don't wait for it either.
Napi::Value run_in_thread(Napi::Env env, Work work, Result value);

// Work of a few milliseconds, by a thread of libuv's pool.
Napi::Value run_in_pool(Napi::Env env, Work work, Result value);

}  // namespace tscompose::addon
