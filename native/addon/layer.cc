#include "addon/register.h"

namespace tscompose::addon {

void register_layer(Napi::Env, Napi::Object) {}

}  // namespace tscompose::addon
