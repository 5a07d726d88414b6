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
  throw_unless_ok(info.Env(), netlink_open(protocol, socket));
  return Napi::Number::New(info.Env(), socket.release());
}

Napi::Value transact(const Napi::CallbackInfo& info) {
  auto request = info[1].As<Napi::Uint8Array>();
  std::vector<uint8_t> replies;
  throw_unless_ok(info.Env(), netlink_transact(descriptor_argument(info, 0), request.Data(), request.ByteLength(), replies));
  return Napi::Buffer<uint8_t>::Copy(info.Env(), replies.data(), replies.size());
}

// Kernel work by a thread of libuv's pool, and the promise of what it brings. Deletes itself when that is settled.
class Background : public Napi::AsyncWorker {
 public:
  explicit Background(Napi::Env env) : Napi::AsyncWorker(env), deferred_(Napi::Promise::Deferred::New(env)) {}

  Napi::Value start() {
    Napi::Promise promise = deferred_.Promise();
    Queue();
    return promise;
  }

 protected:
  virtual Error work() = 0;
  virtual Napi::Value result() = 0;

 private:
  void Execute() override { error_ = work(); }
  void OnOK() override {
    if (error_.ok()) deferred_.Resolve(result());
    else deferred_.Reject(to_js(Env(), error_).Value());
  }

  Napi::Promise::Deferred deferred_;
  Error error_;
};

class Transaction : public Background {
 public:
  Transaction(Napi::Env env, int socket, const Napi::Uint8Array& request)
      : Background(env), socket_(socket), request_(request.Data(), request.Data() + request.ByteLength()) {}

 private:
  Error work() override { return netlink_transact(socket_, request_.data(), request_.size(), replies_); }
  Napi::Value result() override { return Napi::Buffer<uint8_t>::Copy(Env(), replies_.data(), replies_.size()); }

  int socket_;
  std::vector<uint8_t> request_;
  std::vector<uint8_t> replies_;
};

Napi::Value transact_later(const Napi::CallbackInfo& info) {
  return (new Transaction(info.Env(), descriptor_argument(info, 0), info[1].As<Napi::Uint8Array>()))->start();
}

class NetnsCreation : public Background {
 public:
  NetnsCreation(Napi::Env env, std::string path, std::vector<int> protocols)
      : Background(env), path_(std::move(path)), protocols_(std::move(protocols)) {}

 private:
  Error work() override { return create_netns(path_, protocols_, sockets_); }
  Napi::Value result() override {
    Napi::Array out = Napi::Array::New(Env());
    for (size_t index = 0; index < sockets_.size(); ++index) {
      out.Set(static_cast<uint32_t>(index), Napi::Number::New(Env(), sockets_[index].release()));
    }
    return out;
  }

  std::string path_;
  std::vector<int> protocols_;
  std::vector<Fd> sockets_;
};

Napi::Value make_netns(const Napi::CallbackInfo& info) {
  std::vector<int> protocols;
  Napi::Array wanted = info[1].As<Napi::Array>();
  for (uint32_t index = 0; index < wanted.Length(); ++index) {
    protocols.push_back(wanted.Get(index).As<Napi::Number>().Int32Value());
  }
  return (new NetnsCreation(info.Env(), path_argument(info, 0), std::move(protocols)))->start();
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
