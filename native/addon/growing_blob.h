#pragma once
#include <memory>

#include "addon/register.h"
#include "layer/growing_blob.h"

namespace tscompose::addon {

// What growingBlobOpen gave. Throws when it is closed already.
std::shared_ptr<layer::GrowingBlob> growing_blob_of(const Napi::Value& handle);

}  // namespace tscompose::addon
