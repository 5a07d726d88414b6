// The container's first process, from clone to exec: an ordered list of named steps.
#pragma once
#include <vector>

#include "init/process_limits.h"
#include "init/process_setup.h"
#include "linux/cgroup.h"
#include "linux/device_node.h"
#include "protocol/messages.h"

namespace tscompose::init {

struct ContainerContext {
  const protocol::StartMessage& start;
  const linux_api::Cgroup& cgroup;
  const std::vector<linux_api::DeviceNode>& devices;  // of this machine that it gets
  const ProcessLimits& limits;
  int channel;
  Streams streams;
  // Made on the way:
  std::vector<Fd> sources = {};  // detached bind mounts and files to copy, by index of start.mount
  Fd root = {};                  // of the container
  Fd shared_memory = {};  // another's /dev/shm, where it has that; queues come with the namespace
  linux_api::Identity identity = {};
};

// Runs in the child that clone_process made with the container's namespaces (kContainerNamespaces) and with its network.
[[noreturn]] void run_container_init(ContainerContext& context);

// Steps, one file per subject.
// Shares the IPC namespace that the start message names, with what belongs to it below /dev.
Error join_ipc(ContainerContext& context);
Error open_mount_sources(ContainerContext& context);
Error mount_root(ContainerContext& context);
Error mount_proc(ContainerContext& context);
Error mount_sys(ContainerContext& context);
Error mount_dev(ContainerContext& context);
Error make_devices(ContainerContext& context);
Error mount_requested(ContainerContext& context);
// One of the requested: a copy, in memory, of a file that was opened before.
Error mount_copied_file(ContainerContext& context, const protocol::Mount& mount, const Fd& source);
Error protect_paths(ContainerContext& context);

}  // namespace tscompose::init
