import { describe, expect, it } from 'vitest';
import { inspectRenderer } from '../../../../src/cli/format/inspect-format.js';
import { inspection } from '../../../../src/cli/render/image/inspection.js';
import type { ImageDetails } from '../../../../src/spec/images.js';

const ID = `sha256:${'a'.repeat(64)}`;
const LAYER = `sha256:${'b'.repeat(64)}`;

function details(config: Readonly<Record<string, unknown>>, rest: Partial<ImageDetails> = {}): ImageDetails {
  return {
    id: ID,
    references: ['docker.io/library/cfg:1', `docker.io/library/cfg@${LAYER}`],
    digests: [`docker.io/library/cfg@${LAYER}`],
    config: {},
    createdAt: '2024-05-01T01:02:03.123456789Z',
    size: 3,
    architecture: 'arm64',
    os: 'linux',
    dockerVersion: '',
    author: 'me',
    comment: 'c',
    layers: [{ diffId: LAYER, digest: LAYER, size: 1, unpackedSize: 3 }],
    history: [],
    fullConfig: config,
    ...rest,
  };
}

function image(...given: Parameters<typeof details>): object {
  return inspection(details(...given));
}

/** As templates see it. */
function typed(...given: Parameters<typeof details>): object {
  return inspection(details(...given), { forTemplate: true });
}

async function shown(format: string | undefined, ...images: readonly object[]): Promise<string> {
  return (await inspectRenderer(format))(images);
}

describe('image inspect', () => {
  it("shows Docker's keys in its order, empty ones of the config as null, and nothing that Docker drops", async () => {
    const text = await shown(
      'json',
      image({ Hostname: 'x', Image: 'y', Labels: { b: '2', a: '<1>' }, StopSignal: '' }),
    );
    expect(text).toBe(
      `[{"Id":"${ID}","RepoTags":["cfg:1"],"RepoDigests":["cfg@${LAYER}"],"Parent":"","Comment":"c",` +
        '"Created":"2024-05-01T01:02:03.123456789Z","DockerVersion":"","Author":"me","Architecture":"arm64","Os":"linux",' +
        `"Size":3,"RootFS":{"Type":"layers","Layers":["${LAYER}"]},"Metadata":{"LastTagTime":"0001-01-01T00:00:00Z"},` +
        '"Config":{"Cmd":null,"Entrypoint":null,"Env":null,"Labels":{"a":"\\u003c1\\u003e","b":"2"},"OnBuild":null,' +
        '"User":"","Volumes":null,"WorkingDir":""}}]\n',
    );
  });

  it('shows what has a value', async () => {
    const config = {
      ArgsEscaped: true,
      ExposedPorts: { '80/tcp': {} },
      Healthcheck: { Test: ['CMD', 'x'] },
      Shell: ['sh'],
      StopSignal: 'SIGQUIT',
    };
    const rest = { variant: 'v8', osVersion: '9', dockerVersion: '1.2', lastTagTime: '2026-01-01T00:00:00Z' };
    const format =
      '{{json .Config.ExposedPorts}} {{.Config.StopSignal}} {{.Variant}} {{.OsVersion}} {{.DockerVersion}} {{.Metadata.LastTagTime}}';
    expect(await shown(format, typed(config, rest))).toBe(
      '{"80/tcp":{}} SIGQUIT v8 9 1.2 2026-01-01T00:00:00Z\n',
    );
    expect(Object.keys(JSON.parse(await shown('json', image(config)))[0].Config)).toEqual([
      'ArgsEscaped',
      'Cmd',
      'Entrypoint',
      'Env',
      'ExposedPorts',
      'Healthcheck',
      'Labels',
      'OnBuild',
      'Shell',
      'StopSignal',
      'User',
      'Volumes',
      'WorkingDir',
    ]);
  });

  // Recorded from Docker 28.
  it.each([
    ['{{.Config.Healthcheck}}', '<nil>'],
    ['{{.Variant}}|{{.OsVersion}}|{{.Config.OnBuild}}|{{.Config.Volumes}}', '||[]|map[]'],
    ['{{.Config.Labels.x}}', '<no value>'],
    ['{{index .Config.Labels "x"}}', ''],
    ['{{.RootFS}}', `{layers [${LAYER}]}`],
    ['{{range .RootFS.Layers}}{{println .}}{{end}}', `${LAYER}\n`],
  ])('gives %s as %s where there is nothing', async (format, text) => {
    expect(await shown(format, typed({}))).toBe(`${text}\n`);
  });

  // Recorded from Docker 28.
  it('leaves out of the JSON of a template what is empty, in the order of the structure', async () => {
    const config = { Labels: { a: '<1>' }, Cmd: ['x'], User: '', Env: ['A=b'], Volumes: null };
    expect(await shown('{{json .Config}}', typed(config))).toBe(
      '{"Env":["A=b"],"Cmd":["x"],"Labels":{"a":"<1>"}}\n',
    );
  });

  it('ends with an empty line or list when nothing was found', async () => {
    expect([await shown(undefined), await shown('json'), await shown('{{.Id}}')]).toEqual([
      '[]\n',
      '[]\n',
      '\n',
    ]);
  });

  it('says what an image lacks, and ends with 64 for a template that is none', async () => {
    await expect(shown('{{.Config.Foo}}', typed({}))).rejects.toThrow(
      'template: :1:9: executing "" at <.Config.Foo>: map has no entry for key "Foo"',
    );
    await expect(shown('{{')).rejects.toMatchObject({ details: { exitCode: 64 } });
  });
});
