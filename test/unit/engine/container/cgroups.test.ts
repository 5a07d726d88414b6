import { describe, expect, it } from 'vitest';
import { cgroupHierarchies } from '../../../../src/engine/container/cgroups.js';
import { mountPointsBelow } from '../../../../src/engine/container/leftovers.js';

describe('finding what the kernel keeps for containers', () => {
  it('sees the hierarchies of both versions of cgroups, each once', () => {
    const mounts = `tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
`;
    expect(cgroupHierarchies(mounts)).toEqual([
      '/sys/fs/cgroup/memory',
      '/sys/fs/cgroup/pids',
      '/sys/fs/cgroup/unified',
    ]);
  });

  it('lists mount points below a directory innermost first, their blanks undone', () => {
    const info = `1 0 0:1 / /r/containers/a/root rw - overlay overlay rw
2 1 0:1 / /r/containers/a/root/my\\040data rw - ext4 /dev/x rw
3 1 0:1 / /r/containersb rw - ext4 /dev/x rw
`;
    expect(mountPointsBelow(info, '/r/containers')).toEqual([
      '/r/containers/a/root/my data',
      '/r/containers/a/root',
    ]);
  });
});
