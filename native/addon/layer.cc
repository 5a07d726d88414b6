// unpackLayer and syncFileSystem: long work in threads of their own, so that neither the event loop nor libuv's few threads wait.
#include "layer/unpack.h"

#include <fcntl.h>
#include <unistd.h>

#include <memory>

#include "addon/background.h"
#include "addon/register.h"
#include "core/fd.h"

namespace tscompose::addon {
namespace {

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
