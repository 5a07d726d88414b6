// How an Error of the native code becomes one of JavaScript: message, `errno`, `code`, `syscall`, `subject`.
#pragma once
#include <napi.h>

#include <cstring>

#include "core/result.h"

namespace tscompose::addon {

inline Napi::Error to_js(Napi::Env env, const Error& error) {
  const char* name = strerrorname_np(error.code);
  std::string code = name == nullptr ? "EUNKNOWN" : name;
  std::string message = code;
  message.append(": ").append(error.call);
  if (!error.subject.empty()) message.append(" ").append(error.subject);
  message.append(": ").append(strerror(error.code));
  Napi::Error out = Napi::Error::New(env, message);
  out.Set("errno", Napi::Number::New(env, error.code));
  out.Set("code", Napi::String::New(env, code));
  out.Set("syscall", Napi::String::New(env, error.call));
  out.Set("subject", Napi::String::New(env, error.subject));
  return out;
}

inline void throw_unless_ok(Napi::Env env, const Error& error) {
  if (!error.ok()) throw to_js(env, error);
}

}  // namespace tscompose::addon
