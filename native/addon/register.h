// Registration functions, one per subject; addon.cc calls them all.
#pragma once
// node-addon-api's inline constructors shadow members; our warnings are for our code.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <napi.h>
#pragma GCC diagnostic pop

namespace tscompose::addon {

void register_process(Napi::Env env, Napi::Object exports);
void register_netlink(Napi::Env env, Napi::Object exports);
void register_layer(Napi::Env env, Napi::Object exports);
void register_growing_blob(Napi::Env env, Napi::Object exports);
void register_archive(Napi::Env env, Napi::Object exports);
void register_tree(Napi::Env env, Napi::Object exports);

}  // namespace tscompose::addon
