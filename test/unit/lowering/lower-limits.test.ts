import { describe, expect, it } from 'vitest';
import { lowerLimits } from '../../../src/lowering/lower-limits.js';
import type { Service } from '../../../src/model/service.js';

const MIB = 1024 * 1024;
const path = ['services', 'web'];

function lowered(service: Partial<Service>) {
  return lowerLimits({ command: null, entrypoint: null, ...service }, path);
}

describe('limits of a service', () => {
  it('are taken from its attributes', () => {
    expect(
      lowered({
        ...{
          mem_limit: `${64 * MIB}`,
          memswap_limit: '-1',
          mem_reservation: `${32 * MIB}`,
          mem_swappiness: '10',
        },
        ...{
          cpus: Math.fround(0.1),
          cpu_shares: 512,
          cpuset: '0',
          oom_kill_disable: true,
          oom_score_adj: -5,
        },
        ...{ pids_limit: 7, shm_size: `${MIB}`, ulimits: { nofile: { soft: 1, hard: 2 }, core: 0 } },
        blkio_config: { weight: 300, device_read_bps: [{ Path: '/dev/sda', Rate: '1024' }] },
      }),
    ).toEqual({
      limits: {
        ...{ memory: 64 * MIB, memorySwap: -1, memoryReservation: 32 * MIB, memorySwappiness: 10 },
        ...{ nanoCpus: 100_000_000, cpuShares: 512, cpusetCpus: '0', oomKillDisable: true, blkioWeight: 300 },
        deviceReadBps: [{ path: '/dev/sda', rate: 1024 }],
      },
      pidsLimit: 7,
      shmSize: MIB,
      oomScoreAdj: -5,
      ulimits: [
        { name: 'core', soft: 0, hard: 0 },
        { name: 'nofile', soft: 1, hard: 2 },
      ],
    });
  });

  it('are taken from deploy.resources, where CPUs that are reserved mean nothing', () => {
    const resources = {
      limits: { cpus: 1.5, memory: `${64 * MIB}`, pids: 9 },
      reservations: { cpus: 0.5, memory: `${32 * MIB}` },
    };
    expect(lowered({ deploy: { resources, placement: {} } })).toEqual({
      limits: { memory: 64 * MIB, memoryReservation: 32 * MIB, nanoCpus: 1.5e9 },
      pidsLimit: 9,
    });
  });

  it('are nothing where nothing is limited, so that no container is made anew for it', () => {
    expect(lowered({})).toEqual({});
    expect(lowered({ cpu_shares: 0, pids_limit: -1, mem_limit: '0', ulimits: {}, blkio_config: {} })).toEqual(
      {},
    );
  });

  it('are refused with the place of what cannot be', () => {
    const refusal = (service: Partial<Service>) => {
      try {
        lowered(service);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(refusal({ mem_limit: '1024' })).toMatchObject({
      code: 'STACK_FILE_INVALID',
      details: { path: [...path, 'mem_limit'] },
    });
    const limits = { memory: '1024' };
    expect(refusal({ deploy: { resources: { limits }, placement: {} } })).toMatchObject({
      details: { path: [...path, 'deploy', 'resources', 'limits', 'memory'] },
    });
    expect(refusal({ ulimits: { nofile: { soft: 2, hard: 1 } } })).toMatchObject({
      details: { path: [...path, 'ulimits', 'nofile'] },
    });
  });
});
