// growingBlob…: files that are written and hashed in threads while layers are unpacked from them.
#include "addon/growing_blob.h"

#include <vector>

#include "addon/background.h"
#include "addon/failure.h"

namespace tscompose::addon {
namespace {

// The descriptor goes with the last of writer and readers, which may be long before JavaScript collects the handle.
struct Handle {
  std::shared_ptr<layer::GrowingBlob> blob;
};

Handle& handle_of(const Napi::Value& value) { return *value.As<Napi::External<Handle>>().Data(); }

Napi::Value open(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  auto blob = std::make_shared<std::shared_ptr<layer::GrowingBlob>>();
  return run_in_thread(
      info.Env(), [=] { return layer::GrowingBlob::open(path, blob.get()); },
      [blob](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("size", static_cast<double>((*blob)->size()));
        object.Set("handle", Napi::External<Handle>::New(env, new Handle{*blob}, [](Napi::Env, Handle* handle) { delete handle; }));
        return object;
      });
}

// The bytes stay where they are: the arrays are kept from collection until they are written.
struct Parts {
  std::vector<Napi::Reference<Napi::Uint8Array>> references;
  std::vector<std::span<const uint8_t>> bytes;
};

Napi::Value append(const Napi::CallbackInfo& info) {
  std::shared_ptr<layer::GrowingBlob> blob = growing_blob_of(info[0]);
  Napi::Array arrays = info[1].As<Napi::Array>();
  auto parts = std::make_shared<Parts>();
  for (uint32_t i = 0; i < arrays.Length(); ++i) {
    auto array = arrays.Get(i).As<Napi::Uint8Array>();
    parts->bytes.emplace_back(array.Data(), array.ByteLength());
    parts->references.push_back(Napi::Persistent(array));
  }
  // References may only go on JavaScript's own thread, which is where the job ends, whether it failed or not.
  return run_in_thread(
      info.Env(), [blob, bytes = &parts->bytes] { return blob->append(*bytes); },
      [parts](Napi::Env env) -> Napi::Value { return env.Undefined(); });
}

Napi::Value restart(const Napi::CallbackInfo& info) {
  throw_unless_ok(info.Env(), growing_blob_of(info[0])->restart());
  return info.Env().Undefined();
}

Napi::Value digest(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), growing_blob_of(info[0])->digest()); }

Napi::Value close(const Napi::CallbackInfo& info) {
  Handle& handle = handle_of(info[0]);
  if (handle.blob != nullptr) handle.blob->finish(info[1].As<Napi::Boolean>());
  handle.blob.reset();
  return info.Env().Undefined();
}

}  // namespace

std::shared_ptr<layer::GrowingBlob> growing_blob_of(const Napi::Value& value) {
  Handle& handle = handle_of(value);
  if (handle.blob == nullptr) throw to_js(value.Env(), {EBADF, "growingBlob", {}});
  return handle.blob;
}

void register_growing_blob(Napi::Env env, Napi::Object exports) {
  exports.Set("growingBlobOpen", Napi::Function::New(env, open, "growingBlobOpen"));
  exports.Set("growingBlobAppend", Napi::Function::New(env, append, "growingBlobAppend"));
  exports.Set("growingBlobRestart", Napi::Function::New(env, restart, "growingBlobRestart"));
  exports.Set("growingBlobDigest", Napi::Function::New(env, digest, "growingBlobDigest"));
  exports.Set("growingBlobClose", Napi::Function::New(env, close, "growingBlobClose"));
}

}  // namespace tscompose::addon
