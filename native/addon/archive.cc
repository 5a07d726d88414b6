// packLayers, layerChanges and openPipe: directories of layers as archives and as lists of changes.
#include <fcntl.h>

#include <memory>

#include "addon/background.h"
#include "addon/failure.h"
#include "addon/register.h"
#include "core/io.h"
#include "layer/changes.h"
#include "layer/pack.h"

namespace tscompose::addon {
namespace {

constexpr int kPipeBytes = 1024 * 1024;

std::vector<std::string> strings_of(const Napi::Value& value) {
  Napi::Array array = value.As<Napi::Array>();
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < array.Length(); ++i) strings.push_back(array.Get(i).As<Napi::String>());
  return strings;
}

Napi::Value pack_layers_of(const Napi::CallbackInfo& info) {
  layer::PackRequest request{strings_of(info[0]), strings_of(info[1])};
  int output = info[2].As<Napi::Number>();
  auto result = std::make_shared<layer::PackResult>();
  return run_in_thread(
      info.Env(),
      [=] {
        // Closed when all is written, or nothing more comes: its reader waits for that.
        Fd owned(output);
        return layer::pack_layers(request, output, result.get());
      },
      [result](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("diffId", result->diff_id);
        object.Set("bytes", static_cast<double>(result->bytes));
        object.Set("entries", static_cast<double>(result->entries));
        return object;
      });
}

const char* kind_name(layer::Change::Kind kind) {
  switch (kind) {
    case layer::Change::Kind::changed: return "changed";
    case layer::Change::Kind::added: return "added";
    case layer::Change::Kind::deleted: return "deleted";
  }
  return "";
}

Napi::Value layer_changes_of(const Napi::CallbackInfo& info) {
  std::string upper = info[0].As<Napi::String>();
  std::vector<std::string> below = strings_of(info[1]);
  auto result = std::make_shared<layer::ChangesResult>();
  return run_in_thread(
      info.Env(), [=] { return layer::find_changes(upper, below, result.get()); },
      [result](Napi::Env env) -> Napi::Value {
        Napi::Array changes = Napi::Array::New(env, result->changes.size());
        for (uint32_t i = 0; i < result->changes.size(); ++i) {
          Napi::Object change = Napi::Object::New(env);
          change.Set("kind", kind_name(result->changes[i].kind));
          change.Set("path", result->changes[i].path);
          changes.Set(i, change);
        }
        Napi::Object object = Napi::Object::New(env);
        object.Set("changes", changes);
        object.Set("bytes", static_cast<double>(result->bytes));
        return object;
      });
}

Napi::Value open_pipe(const Napi::CallbackInfo& info) {
  Fd reader, writer;
  throw_unless_ok(info.Env(), make_pipe(reader, writer));
  // Larger than it is by itself, so that neither side waits at every turn; refused where the user has many pipes already.
  (void)fcntl(writer.get(), F_SETPIPE_SZ, kPipeBytes);
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("reader", reader.release());
  object.Set("writer", writer.release());
  return object;
}

}  // namespace

void register_archive(Napi::Env env, Napi::Object exports) {
  exports.Set("packLayers", Napi::Function::New(env, pack_layers_of, "packLayers"));
  exports.Set("layerChanges", Napi::Function::New(env, layer_changes_of, "layerChanges"));
  exports.Set("openPipe", Napi::Function::New(env, open_pipe, "openPipe"));
}

}  // namespace tscompose::addon
