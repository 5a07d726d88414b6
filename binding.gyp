{
  # The addon, the monitor and the built-in hello program. Sources are found by folder, so that adding a file needs no edit here.
  "variables": {
    "cxx_warnings": ["-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wnon-virtual-dtor", "-Wno-unused-parameter"],
    "have_libc_a": "<!(test -n \"$(find /usr/lib /lib -name libc.a -print -quit 2>/dev/null)\" && echo 1 || echo 0)"
  },
  "target_defaults": {
    # Quoted includes only: native/linux must not stand before the kernel's own <linux/...>.
    # Node's own gyp file asks for an older standard, and would win by coming last.
    "cflags_cc!": ["-std=gnu++17"],
    "cflags_cc": ["-std=c++20", "<@(cxx_warnings)"],
    "cflags": ["-O2", "-iquote", "<(module_root_dir)/native"]
  },
  "targets": [
    {
      "target_name": "addon",
      "sources": ["<!@(find native/core native/linux native/layer native/protocol native/addon -name '*.cc' | sort)"],
      "defines": ["NAPI_VERSION=9", "NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_CPP_EXCEPTIONS"],
      "cflags_cc!": ["-fno-exceptions"],
      "cflags_cc": ["-fexceptions", "-isystem", "<!(node -p \"path.dirname(require.resolve('node-addon-api'))\")"],
      "libraries": ["-ldl", "-pthread"]
    },
    {
      "target_name": "monitor",
      "type": "executable",
      "sources": ["<!@(find native/core native/linux native/protocol native/dns native/init native/monitor -name '*.cc' | sort)"],
      "cflags_cc": ["-fno-exceptions", "-fno-rtti", "-ffunction-sections", "-fdata-sections"],
      "conditions": [["have_libc_a==1", { "ldflags": ["-static", "-Wl,--gc-sections", "-s"] }, { "ldflags": ["-Wl,--gc-sections", "-s"] }]]
    },
    {
      "target_name": "hello",
      "type": "executable",
      "sources": ["<!@(find native/core native/dns native/hello -name '*.cc' | sort)"],
      "cflags_cc": ["-fno-exceptions", "-fno-rtti", "-ffunction-sections", "-fdata-sections"],
      "ldflags": ["-static", "-Wl,--gc-sections", "-s"]
    }
  ]
}
