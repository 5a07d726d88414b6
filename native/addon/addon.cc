#include <malloc.h>

#include "addon/register.h"

// Large buffers (of layers that are unpacked) go back to the kernel when they are freed: glibc would raise its threshold with the
// first of them, and keep all later ones in the heaps of threads that have ended.
constexpr int kMmapThreshold = 128 * 1024;

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  mallopt(M_MMAP_THRESHOLD, kMmapThreshold);
  tscompose::addon::register_process(env, exports);
  tscompose::addon::register_netlink(env, exports);
  tscompose::addon::register_layer(env, exports);
  tscompose::addon::register_growing_blob(env, exports);
  tscompose::addon::register_archive(env, exports);
  tscompose::addon::register_tree(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(addon, initialise)
