// unpackLayer and syncFileSystem: long work in threads of their own, so that neither the event loop nor libuv's few threads wait.
#include "layer/unpack.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <memory>
#include <system_error>
#include <thread>

#include "addon/register.h"
#include "core/fd.h"

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

Napi::Value unpack_layer(const Napi::CallbackInfo& info) {
  std::string blob = info[0].As<Napi::String>();
  std::string destination = info[1].As<Napi::String>();
  Napi::Value limit = info[2].As<Napi::Object>().Get("maxBytes");
  uint64_t max_bytes = limit.IsNumber() ? static_cast<uint64_t>(limit.As<Napi::Number>().DoubleValue()) : UINT64_MAX;
  auto result = std::make_shared<layer::UnpackResult>();
  return run_in_thread(
      info.Env(), [=] { return layer::unpack_layer(blob, destination, max_bytes, result.get()); },
      [result](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("diffId", result->diff_id);
        object.Set("bytes", static_cast<double>(result->bytes));
        object.Set("entries", static_cast<double>(result->entries));
        return object;
      });
}

Error sync_file_system(const std::string& path) {
  Fd directory(TSC_RETRY(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  if (!directory.valid()) return Error::last("open", path);
  return syncfs(directory.get()) == 0 ? Error::none() : Error::last("syncfs", path);
}

Napi::Value sync_file_system_of(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  return run_in_thread(
      info.Env(), [=] { return sync_file_system(path); }, [](Napi::Env env) { return env.Undefined(); });
}

}  // namespace

void register_layer(Napi::Env env, Napi::Object exports) {
  exports.Set("unpackLayer", Napi::Function::New(env, unpack_layer, "unpackLayer"));
  exports.Set("syncFileSystem", Napi::Function::New(env, sync_file_system_of, "syncFileSystem"));
}

}  // namespace tscompose::addon
