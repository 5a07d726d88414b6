#include "addon/register.h"

namespace tscompose::addon {

void register_netlink(Napi::Env, Napi::Object) {}

}  // namespace tscompose::addon
