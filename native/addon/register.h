// Registration functions, one per subject; addon.cc calls them all.
#pragma once
#include <napi.h>

namespace tscompose::addon {

void register_process(Napi::Env env, Napi::Object exports);
void register_netlink(Napi::Env env, Napi::Object exports);
void register_layer(Napi::Env env, Napi::Object exports);

}  // namespace tscompose::addon
