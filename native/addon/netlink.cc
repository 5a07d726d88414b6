#include "linux/netlink_socket.h"

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
  Error error = info.Length() > 1 && info[1].IsString() ? netlink_open_in(path_argument(info, 1), protocol, socket)
                                                        : netlink_open(protocol, socket);
  throw_unless_ok(info.Env(), error);
  return Napi::Number::New(info.Env(), socket.release());
}

Napi::Value transact(const Napi::CallbackInfo& info) {
  auto request = info[1].As<Napi::Uint8Array>();
  std::vector<uint8_t> replies;
  throw_unless_ok(info.Env(), netlink_transact(descriptor_argument(info, 0), request.Data(), request.ByteLength(), replies));
  return Napi::Buffer<uint8_t>::Copy(info.Env(), replies.data(), replies.size());
}

// One request by a thread of libuv's pool.
class Transaction : public Napi::AsyncWorker {
 public:
  Transaction(Napi::Env env, int socket, const Napi::Uint8Array& request)
      : Napi::AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        socket_(socket),
        request_(request.Data(), request.Data() + request.ByteLength()) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

  void Execute() override { error_ = netlink_transact(socket_, request_.data(), request_.size(), replies_); }
  void OnOK() override {
    if (error_.ok()) deferred_.Resolve(Napi::Buffer<uint8_t>::Copy(Env(), replies_.data(), replies_.size()));
    else deferred_.Reject(to_js(Env(), error_).Value());
  }

 private:
  Napi::Promise::Deferred deferred_;
  int socket_;
  std::vector<uint8_t> request_;
  std::vector<uint8_t> replies_;
  Error error_;
};

Napi::Value transact_later(const Napi::CallbackInfo& info) {
  // Deletes itself when its promise is settled.
  auto* transaction = new Transaction(info.Env(), descriptor_argument(info, 0), info[1].As<Napi::Uint8Array>());
  Napi::Promise promise = transaction->promise();
  transaction->Queue();
  return promise;
}

void close_socket(const Napi::CallbackInfo& info) { Fd owned(descriptor_argument(info, 0)); }

void make_netns(const Napi::CallbackInfo& info) { throw_unless_ok(info.Env(), create_netns(path_argument(info, 0))); }

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
