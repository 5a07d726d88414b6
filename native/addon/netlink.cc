#include "linux/netlink_socket.h"

#include <memory>

#include "addon/background.h"
#include "addon/failure.h"
#include "addon/register.h"
#include "linux/netns.h"

namespace tscompose::addon {
namespace {

std::string path_argument(const Napi::CallbackInfo& info, size_t index) { return info[index].As<Napi::String>().Utf8Value(); }

int descriptor_argument(const Napi::CallbackInfo& info, size_t index) {
  return info[index].As<Napi::Number>().Int32Value();
}

Napi::Value open_socket(const Napi::CallbackInfo& info) {
  int protocol = info[0].As<Napi::Number>().Int32Value();
  Fd socket;
  throw_unless_ok(info.Env(), netlink_open(protocol, socket));
  return Napi::Number::New(info.Env(), socket.release());
}

Napi::Value transact(const Napi::CallbackInfo& info) {
  auto request = info[1].As<Napi::Uint8Array>();
  std::vector<uint8_t> replies;
  throw_unless_ok(info.Env(), netlink_transact(descriptor_argument(info, 0), request.Data(), request.ByteLength(), replies));
  return Napi::Buffer<uint8_t>::Copy(info.Env(), replies.data(), replies.size());
}

Napi::Value transact_later(const Napi::CallbackInfo& info) {
  auto request = info[1].As<Napi::Uint8Array>();
  std::vector<uint8_t> bytes(request.Data(), request.Data() + request.ByteLength());
  auto replies = std::make_shared<std::vector<uint8_t>>();
  auto work = [socket = descriptor_argument(info, 0), bytes = std::move(bytes), replies] {
    return netlink_transact(socket, bytes.data(), bytes.size(), *replies);
  };
  return run_in_pool(info.Env(), work, [replies](Napi::Env env) {
    return Napi::Buffer<uint8_t>::Copy(env, replies->data(), replies->size());
  });
}

Napi::Value make_netns(const Napi::CallbackInfo& info) {
  std::vector<int> protocols;
  Napi::Array wanted = info[1].As<Napi::Array>();
  for (uint32_t index = 0; index < wanted.Length(); ++index) {
    protocols.push_back(wanted.Get(index).As<Napi::Number>().Int32Value());
  }
  auto sockets = std::make_shared<std::vector<Fd>>();
  auto work = [path = path_argument(info, 0), protocols = std::move(protocols), sockets] {
    return create_netns(path, protocols, *sockets);
  };
  return run_in_pool(info.Env(), work, [sockets](Napi::Env env) {
    Napi::Array out = Napi::Array::New(env);
    for (size_t index = 0; index < sockets->size(); ++index) {
      out.Set(static_cast<uint32_t>(index), Napi::Number::New(env, (*sockets)[index].release()));
    }
    return out;
  });
}

void close_socket(const Napi::CallbackInfo& info) { Fd owned(descriptor_argument(info, 0)); }

Napi::Value open_pinned_netns(const Napi::CallbackInfo& info) {
  Fd netns;
  throw_unless_ok(info.Env(), open_netns(path_argument(info, 0), netns));
  return Napi::Number::New(info.Env(), netns.release());
}

void unpin_netns(const Napi::CallbackInfo& info) { throw_unless_ok(info.Env(), remove_netns(path_argument(info, 0))); }

}  // namespace

void register_netlink(Napi::Env env, Napi::Object exports) {
  exports.Set("netlinkOpen", Napi::Function::New(env, open_socket, "netlinkOpen"));
  exports.Set("netlinkTransact", Napi::Function::New(env, transact, "netlinkTransact"));
  exports.Set("netlinkTransactLater", Napi::Function::New(env, transact_later, "netlinkTransactLater"));
  exports.Set("netlinkClose", Napi::Function::New(env, close_socket, "netlinkClose"));
  exports.Set("createNetns", Napi::Function::New(env, make_netns, "createNetns"));
  exports.Set("openNetns", Napi::Function::New(env, open_pinned_netns, "openNetns"));
  exports.Set("removeNetns", Napi::Function::New(env, unpin_netns, "removeNetns"));
}

}  // namespace tscompose::addon
