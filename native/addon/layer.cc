// unpackLayer, removeTree and syncFileSystem: long work in threads of their own, so that neither the event loop nor libuv's few threads wait.
#include "layer/unpack.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <memory>

#include "addon/background.h"
#include "addon/failure.h"
#include "addon/growing_blob.h"
#include "addon/register.h"
#include "core/fd.h"
#include "layer/remove_tree.h"

namespace tscompose::addon {
namespace {

// Outlives the call: JavaScript may ask to cancel what has ended already, and must not keep the blob's file open with that.
struct Unpacking {
  std::weak_ptr<const layer::GrowingBlob> growing;
  layer::UnpackResult result;
  std::atomic<bool> cancelled = false;

  void cancel() {
    cancelled = true;
    if (auto blob = growing.lock()) blob->wake();
  }
};

Napi::Value unpack_layer(const Napi::CallbackInfo& info) {
  layer::UnpackRequest request;
  if (info[0].IsString()) request.blob = info[0].As<Napi::String>();
  else request.growing = growing_blob_of(info[0]);
  request.destination = info[1].As<Napi::String>();
  Napi::Object options = info[2].As<Napi::Object>();
  Napi::Value limit = options.Get("maxBytes");
  if (limit.IsNumber()) request.max_bytes = static_cast<uint64_t>(limit.As<Napi::Number>().DoubleValue());
  if (options.Get("plain").ToBoolean()) request.plain.emplace();
  if (Napi::Value owner = options.Get("owner"); request.plain && owner.IsObject()) {
    auto id = [&](const char* key) { return owner.As<Napi::Object>().Get(key).As<Napi::Number>().Uint32Value(); };
    request.plain->owner = layer::Owner{id("uid"), id("gid")};
  }
  auto unpacking = std::make_shared<Unpacking>();
  unpacking->growing = request.growing;
  Napi::Value done = run_in_thread(
      info.Env(), [=] { return layer::unpack_layer(request, unpacking->cancelled, &unpacking->result); },
      [unpacking](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("diffId", unpacking->result.diff_id);
        object.Set("bytes", static_cast<double>(unpacking->result.bytes));
        object.Set("entries", static_cast<double>(unpacking->result.entries));
        object.Set("hidesAll", unpacking->result.hides_all);
        return object;
      });
  Napi::Object started = Napi::Object::New(info.Env());
  started.Set("done", done);
  started.Set("cancel", Napi::Function::New(info.Env(), [unpacking](const Napi::CallbackInfo&) { unpacking->cancel(); }, "cancel"));
  return started;
}

Napi::Value remove_tree(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  return run_in_thread(
      info.Env(), [=] { return layer::remove_tree(path); }, [](Napi::Env env) { return env.Undefined(); });
}

// Of no use on other file systems, which refuse it.
Napi::Value spread_subdirectories(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  Fd directory(TSC_RETRY(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!directory.valid()) throw to_js(info.Env(), Error::last("open", path));
  int flags = 0;
  if (ioctl(directory.get(), FS_IOC_GETFLAGS, &flags) == 0 && (flags & FS_TOPDIR_FL) == 0) {
    flags |= FS_TOPDIR_FL;
    (void)ioctl(directory.get(), FS_IOC_SETFLAGS, &flags);
  }
  return info.Env().Undefined();
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
  exports.Set("removeTree", Napi::Function::New(env, remove_tree, "removeTree"));
  exports.Set("spreadSubdirectories", Napi::Function::New(env, spread_subdirectories, "spreadSubdirectories"));
  exports.Set("syncFileSystem", Napi::Function::New(env, sync_file_system_of, "syncFileSystem"));
}

}  // namespace tscompose::addon
