#include "addon/background.h"

#include <cstring>
#include <system_error>
#include <thread>

namespace tscompose::addon {
namespace {

// What a background thread does, and how its result looks in JavaScript.
struct Job {
  Napi::Promise::Deferred deferred;
  std::function<Error()> work;
  std::function<Napi::Value(Napi::Env)> value;
  Error error;
  Napi::ThreadSafeFunction settle_on_loop;
};

Napi::Value to_js_error(Napi::Env env, const Error& error) {
  std::string text = std::string(error.call) + (error.subject.empty() ? "" : " " + error.subject) + ": " + strerror(error.code);
  Napi::Object object = Napi::Error::New(env, text).Value();
  object.Set("errno", Napi::Number::New(env, error.code));
  object.Set("code", Napi::String::New(env, strerrorname_np(error.code)));
  object.Set("syscall", Napi::String::New(env, error.call));
  object.Set("subject", Napi::String::New(env, error.subject));
  return object;
}

void settle(Napi::Env env, Napi::Function, Job* job) {
  Napi::HandleScope scope(env);
  if (job->error.ok()) job->deferred.Resolve(job->value(env));
  else job->deferred.Reject(to_js_error(env, job->error));
  delete job;
}

}  // namespace

Napi::Value run_in_thread(Napi::Env env, std::function<Error()> work, std::function<Napi::Value(Napi::Env)> value) {
  auto* job = new Job{Napi::Promise::Deferred::New(env), std::move(work), std::move(value), {}, {}};
  Napi::Promise promise = job->deferred.Promise();
  Napi::Function nothing = Napi::Function::New(env, [](const Napi::CallbackInfo&) {});
  job->settle_on_loop = Napi::ThreadSafeFunction::New(env, nothing, "tscompose-layer", 0, 1);
  auto body = [job] {
    Napi::ThreadSafeFunction loop = job->settle_on_loop;
    job->error = job->work();
    // Refused when Node is already leaving; then nobody waits for the promise either.
    if (loop.BlockingCall(job, settle) == napi_ok) loop.Release();
  };
  try {
    std::thread(body).detach();
  } catch (const std::system_error& failure) {
    job->settle_on_loop.Release();
    job->error = {failure.code().value(), "pthread_create", {}};
    settle(env, nothing, job);
  }
  return promise;
}

}  // namespace tscompose::addon
