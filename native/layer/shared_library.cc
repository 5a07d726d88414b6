#include "layer/shared_library.h"

#include <dlfcn.h>

namespace tscompose::layer {
namespace {

// Looks in what the process has loaded already, then in the named library.
class Symbols {
 public:
  explicit Symbols(const char* library) : library_(library) {}

  template <typename Function>
  void bind(Function& function, const char* name) {
    void* address = dlsym(RTLD_DEFAULT, name);
    if (address == nullptr) {
      if (handle_ == nullptr) handle_ = dlopen(library_, RTLD_NOW | RTLD_LOCAL);
      if (handle_ != nullptr) address = dlsym(handle_, name);
    }
    if (address == nullptr) complete_ = false;
    function = reinterpret_cast<Function>(address);
  }

  // The library stays open for the life of the process.
  bool complete() const { return complete_; }

 private:
  const char* library_;
  void* handle_ = nullptr;
  bool complete_ = true;
};

template <typename Api>
struct Loaded {
  Api api;
  bool complete = false;
};

Loaded<ZlibApi> bind_zlib() {
  Loaded<ZlibApi> loaded;
  Symbols symbols("libz.so.1");
  symbols.bind(loaded.api.inflate_init2, "inflateInit2_");
  symbols.bind(loaded.api.inflate, "inflate");
  symbols.bind(loaded.api.inflate_reset, "inflateReset");
  symbols.bind(loaded.api.inflate_end, "inflateEnd");
  loaded.complete = symbols.complete();
  return loaded;
}

Loaded<ZstdApi> bind_zstd() {
  Loaded<ZstdApi> loaded;
  Symbols symbols("libzstd.so.1");
  symbols.bind(loaded.api.create, "ZSTD_createDStream");
  symbols.bind(loaded.api.free, "ZSTD_freeDStream");
  symbols.bind(loaded.api.decompress, "ZSTD_decompressStream");
  symbols.bind(loaded.api.is_error, "ZSTD_isError");
  symbols.bind(loaded.api.error_name, "ZSTD_getErrorName");
  loaded.complete = symbols.complete();
  return loaded;
}

Loaded<EvpApi> bind_evp() {
  Loaded<EvpApi> loaded;
  Symbols symbols("libcrypto.so.3");
  symbols.bind(loaded.api.context_new, "EVP_MD_CTX_new");
  symbols.bind(loaded.api.context_free, "EVP_MD_CTX_free");
  symbols.bind(loaded.api.sha256, "EVP_sha256");
  symbols.bind(loaded.api.init, "EVP_DigestInit_ex");
  symbols.bind(loaded.api.update, "EVP_DigestUpdate");
  symbols.bind(loaded.api.final, "EVP_DigestFinal_ex");
  loaded.complete = symbols.complete();
  return loaded;
}

template <typename Api>
Error give(const Loaded<Api>& loaded, const Api** api, const char* library) {
  if (!loaded.complete) return {ENOTSUP, "dlopen", library};
  *api = &loaded.api;
  return Error::none();
}

}  // namespace

Error load_zlib(const ZlibApi** api) {
  static const Loaded<ZlibApi> loaded = bind_zlib();
  return give(loaded, api, "libz.so.1");
}

Error load_zstd(const ZstdApi** api) {
  static const Loaded<ZstdApi> loaded = bind_zstd();
  return give(loaded, api, "libzstd.so.1");
}

Error load_evp(const EvpApi** api) {
  static const Loaded<EvpApi> loaded = bind_evp();
  return give(loaded, api, "libcrypto.so.3");
}

}  // namespace tscompose::layer
