// openInRoot, statInRoot, packTree and holdRoot: files of containers, live or not.
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "addon/background.h"
#include "addon/failure.h"
#include "addon/register.h"
#include "core/io.h"
#include "layer/pack.h"
#include "linux/held_root.h"
#include "linux/in_root.h"

namespace tscompose::addon {
namespace {

std::vector<std::string> strings_of(const Napi::Value& value) {
  Napi::Array array = value.As<Napi::Array>();
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < array.Length(); ++i) strings.push_back(array.Get(i).As<Napi::String>());
  return strings;
}

Napi::Value open_root(const Napi::CallbackInfo& info) {
  std::string path = info[0].As<Napi::String>();
  Fd root;
  throw_unless_ok(info.Env(), open_at(root, AT_FDCWD, path.c_str(), O_PATH | O_DIRECTORY));
  return Napi::Number::New(info.Env(), root.release());
}

Napi::Value open_directory_in_root(const Napi::CallbackInfo& info) {
  int root = info[0].As<Napi::Number>();
  std::string path = info[1].As<Napi::String>();
  Fd directory;
  throw_unless_ok(info.Env(), linux_api::open_in_root(directory, root, path, O_RDONLY | O_DIRECTORY));
  return Napi::Number::New(info.Env(), directory.release());
}

Napi::Value stat_in_root(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  int root = info[0].As<Napi::Number>();
  std::string path = info[1].As<Napi::String>();
  Fd file;
  Error error = linux_api::open_in_root(file, root, path, O_PATH | O_NOFOLLOW);
  if (error.code == ENOENT) return env.Undefined();
  throw_unless_ok(env, error);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) throw to_js(env, Error::last("fstat", path));
  Napi::Object object = Napi::Object::New(env);
  object.Set("mode", status.st_mode);
  object.Set("size", static_cast<double>(status.st_size));
  if (S_ISLNK(status.st_mode)) {
    std::string link(PATH_MAX, '\0');
    ssize_t size = readlinkat(file.get(), "", link.data(), link.size());
    if (size < 0) throw to_js(env, Error::last("readlinkat", path));
    link.resize(static_cast<size_t>(size));
    object.Set("link", link);
  }
  return object;
}

Napi::Value pack_tree_of(const Napi::CallbackInfo& info) {
  int parent = info[0].As<Napi::Number>();
  std::string name = info[1].As<Napi::String>();
  std::string as = info[2].As<Napi::String>();
  int output = info[3].As<Napi::Number>();
  auto result = std::make_shared<layer::PackResult>();
  return run_in_thread(
      info.Env(),
      [=] {
        // Closed when all is written, or nothing more comes: its reader waits for that.
        Fd owned(output), directory(parent);
        return layer::pack_tree(parent, name, as, output, result.get());
      },
      [result](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, static_cast<double>(result->bytes)); });
}

Napi::Value hold_root_of(const Napi::CallbackInfo& info) {
  std::string target = info[0].As<Napi::String>();
  Napi::Object overlay = info[1].As<Napi::Object>();
  std::vector<std::string> lower = strings_of(overlay.Get("lower"));
  std::string upper = overlay.Get("upper").As<Napi::String>();
  std::string work = overlay.Get("work").As<Napi::String>();
  std::vector<linux_api::HeldBind> binds;
  Napi::Array list = info[2].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    Napi::Object bind = list.Get(i).As<Napi::Object>();
    binds.push_back({bind.Get("source").As<Napi::String>(), bind.Get("target").As<Napi::String>(),
                     bind.Get("readOnly").ToBoolean()});
  }
  auto held = std::make_shared<linux_api::HeldRoot>();
  // A thread that ends with it: nothing else of this process gets into the mount namespace.
  return run_in_thread(
      info.Env(), [=] { return linux_api::hold_root(held.get(), target, {lower, upper, work}, binds); },
      [held](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("root", held->root.release());
        object.Set("mounts", held->mount_namespace.release());
        return object;
      });
}

}  // namespace

void register_tree(Napi::Env env, Napi::Object exports) {
  exports.Set("openRoot", Napi::Function::New(env, open_root, "openRoot"));
  exports.Set("openDirectoryInRoot", Napi::Function::New(env, open_directory_in_root, "openDirectoryInRoot"));
  exports.Set("statInRoot", Napi::Function::New(env, stat_in_root, "statInRoot"));
  exports.Set("packTree", Napi::Function::New(env, pack_tree_of, "packTree"));
  exports.Set("holdRoot", Napi::Function::New(env, hold_root_of, "holdRoot"));
}

}  // namespace tscompose::addon
