#include "addon/register.h"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  tscompose::addon::register_process(env, exports);
  tscompose::addon::register_netlink(env, exports);
  tscompose::addon::register_layer(env, exports);
  tscompose::addon::register_archive(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(addon, initialise)
