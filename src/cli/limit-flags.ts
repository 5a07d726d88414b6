import { type Command, Option } from 'commander';
import { appendValue } from './flag-values.js';

/** Flags that limit a container, and can be changed while it runs. */
export interface ChangeableLimitFlags {
  readonly blkioWeight?: string;
  readonly cpuPeriod?: string;
  readonly cpuQuota?: string;
  readonly cpuShares?: string;
  readonly cpus?: string;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly memory?: string;
  readonly memoryReservation?: string;
  readonly memorySwap?: string;
  readonly pidsLimit?: string;
}

/** All flags that limit a container, of `container run` and `create`. */
export interface LimitFlags extends ChangeableLimitFlags {
  readonly blkioWeightDevice: readonly string[];
  readonly deviceReadBps: readonly string[];
  readonly deviceReadIops: readonly string[];
  readonly deviceWriteBps: readonly string[];
  readonly deviceWriteIops: readonly string[];
  readonly memorySwappiness?: string;
  readonly oomKillDisable?: true;
  readonly oomScoreAdj?: string;
  readonly shmSize?: string;
  readonly ulimit: readonly string[];
}

export function addChangeableLimitFlags(command: Command): Command {
  return command
    .option('--blkio-weight <number>', 'its part of disks, 10 to 1000')
    .option('--cpu-period <microseconds>', 'time of which --cpu-quota is a part')
    .option('--cpu-quota <microseconds>', 'processor time in each period; -1: no limit')
    .option('-c, --cpu-shares <number>', 'its part of processors where they are short; others have 1024')
    .option('--cpus <number>', 'processors at the same time, such as 1.5')
    .option('--cpuset-cpus <list>', 'which processors: 0-3,5')
    .option('--cpuset-mems <list>', 'which memory nodes: 0,1')
    .option('-m, --memory <bytes>', 'memory: 512m, 2g')
    .option('--memory-reservation <bytes>', 'memory that it keeps when the machine runs short')
    .option('--memory-swap <bytes>', 'memory and swap together; -1: no limit; twice the memory without it')
    .option('--pids-limit <number>', 'processes at the same time; -1: no limit');
}

export function addLimitFlags(command: Command): Command {
  return addChangeableLimitFlags(command)
    .addOption(several('--blkio-weight-device <device:number>', 'its part of one disk'))
    .addOption(several('--device-read-bps <device:bytes>', 'bytes read of a disk in a second'))
    .addOption(several('--device-read-iops <device:number>', 'reads of a disk in a second'))
    .addOption(several('--device-write-bps <device:bytes>', 'bytes written to a disk in a second'))
    .addOption(several('--device-write-iops <device:number>', 'writes to a disk in a second'))
    .option('--memory-swappiness <number>', 'how readily it is swapped out, 0 to 100; cgroup v1 alone')
    .option('--oom-kill-disable', 'let it wait for memory instead of being killed; cgroup v1 alone')
    .option('--oom-score-adj <number>', 'how soon it is killed when the machine runs short, -1000 to 1000')
    .option('--shm-size <bytes>', 'size of /dev/shm; 64m without it')
    .addOption(several('--ulimit <name=soft[:hard]>', 'limit of each process, such as nofile=1024:2048'));
}

function several(flags: string, help: string): Option {
  return new Option(flags, `${help}; may be repeated`).argParser(appendValue).default([], '');
}
