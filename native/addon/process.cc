#include "addon/register.h"

namespace tscompose::addon {

void register_process(Napi::Env, Napi::Object) {}

}  // namespace tscompose::addon
