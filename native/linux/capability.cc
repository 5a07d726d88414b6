#include "linux/capability.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tscompose::linux_api {

Error limit_bounding_set(std::uint64_t kept) {
  for (int capability = 0; capability < 64; ++capability) {
    if ((kept >> capability & 1) != 0) continue;
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
    if (errno == EINVAL) break;  // past the last capability this kernel knows
    return Error::last("prctl(PR_CAPBSET_DROP)");
  }
  return Error::none();
}

Error limit_capabilities(std::uint64_t wanted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, sets) < 0) return Error::last("capget");
  for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; ++half) {
    sets[half].permitted &= static_cast<std::uint32_t>(wanted >> (32 * half));
    sets[half].effective = sets[half].permitted;
    sets[half].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, sets) < 0) return Error::last("capset");
  (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return Error::none();
}

}  // namespace tscompose::linux_api
