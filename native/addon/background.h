// Long work in threads of its own, so that neither the event loop nor libuv's few threads wait.
#pragma once
#include <functional>

#include "addon/register.h"
#include "core/result.h"

namespace tscompose::addon {

// A promise of what `value` makes, on the event loop, after `work` succeeded in a thread; rejected with what it failed by.
Napi::Value run_in_thread(Napi::Env env, std::function<Error()> work, std::function<Napi::Value(Napi::Env)> value);

}  // namespace tscompose::addon
