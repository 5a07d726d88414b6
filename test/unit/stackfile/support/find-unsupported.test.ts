import { describe, expect, it } from 'vitest';
import { load, service } from './load.js';

function unsupported(text: string): readonly string[] {
  return load(text).unsupported.map((diagnostic) => diagnostic.text);
}

describe('what a stack asks for and the engine lacks', () => {
  it('is named with its place, in order, all of it', () => {
    const text = service(
      'use_api_socket: true',
      'storage_opt: {size: 1G}',
      'runtime: kata',
      'networks: {default: {ipv6_address: "fd00::2"}}',
    );
    expect(unsupported(text)).toEqual([
      'stack.yml:4:5: services.web.use_api_socket: not supported yet by this version',
      'stack.yml:5:5: services.web.storage_opt: not supported yet by this version',
      'stack.yml:6:5: services.web.runtime: "kata" is not supported yet by this version',
      'stack.yml:7:26: services.web.networks.default.ipv6_address: "fd00::2" is not supported yet by this version',
    ]);
  });

  it('may be a value of an attribute that works for others', () => {
    expect(unsupported(service('volumes: [{type: image, source: x, target: /t}]', 'ipc: none'))).toEqual([
      'stack.yml:4:22: services.web.volumes[0].type: "image" is not supported yet by this version; what works: "volume", "bind", "tmpfs"',
      'stack.yml:5:10: services.web.ipc: "none" is not supported yet by this version; what works: "private", "shareable", "host", "service:NAME", "container:NAME"',
    ]);
    expect(
      unsupported(
        service('volumes: [{type: volume, source: v, target: /t}]', 'ipc: private') +
          'volumes: {v: {driver: local}}',
      ),
    ).toEqual([]);
  });

  it('is nothing where the value asks for nothing', () => {
    const text = service(
      'privileged: false',
      'cap_add: []',
      'deploy: {resources: {limits: {}}}',
      'tty: false',
      'x-mine: 1',
    );
    expect(unsupported(text)).toEqual([]);
  });

  it('is nothing where there is nothing to do', () => {
    const text = service(
      'expose: ["80"]',
      'develop: {watch: [{path: ., action: rebuild}]}',
      'deploy: {labels: {a: b}}',
    );
    expect(unsupported(text)).toEqual([]);
  });
});
