#include "addon/background.h"

#include <system_error>
#include <thread>

#include "addon/failure.h"

namespace tscompose::addon {
namespace {

// What a background thread does, and how its result looks in JavaScript.
struct Job {
  Napi::Promise::Deferred deferred;
  Work work;
  Result value;
  Error error;
  Napi::ThreadSafeFunction settle_on_loop;
};

void settle(Napi::Env env, Napi::Function, Job* job) {
  Napi::HandleScope scope(env);
  if (job->error.ok()) job->deferred.Resolve(job->value(env));
  else job->deferred.Reject(to_js(env, job->error).Value());
  delete job;
}

// Deletes itself when its promise is settled.
class PoolJob : public Napi::AsyncWorker {
 public:
  PoolJob(Napi::Env env, Work work, Result value)
      : Napi::AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        work_(std::move(work)),
        value_(std::move(value)) {}

  Napi::Value start() {
    Napi::Promise promise = deferred_.Promise();
    Queue();
    return promise;
  }

 private:
  void Execute() override { error_ = work_(); }
  void OnOK() override {
    if (error_.ok()) deferred_.Resolve(value_(Env()));
    else deferred_.Reject(to_js(Env(), error_).Value());
  }

  Napi::Promise::Deferred deferred_;
  Work work_;
  Result value_;
  Error error_;
};

}  // namespace

Napi::Value run_in_thread(Napi::Env env, Work work, Result value) {
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

Napi::Value run_in_pool(Napi::Env env, Work work, Result value) {
  return (new PoolJob(env, std::move(work), std::move(value)))->start();
}

}  // namespace tscompose::addon
