import { describe, expect, it } from 'vitest';
import { readServiceFiles } from '../../../../src/stackfile/environment/service-files.js';
import { Variables } from '../../../../src/stackfile/environment/variables.js';
import { SourceReader } from '../../../../src/stackfile/find/source-reader.js';
import { Problems } from '../../../../src/stackfile/problems.js';
import { readYaml } from '../../../../src/stackfile/read/read-yaml.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { map, toPlain } from '../../../../src/stackfile/tree.js';
import { readerOf } from '../support/load.js';

/** The service `web` with the given lines, after its files were read; CALLER=caller is in the environment. */
function resolve(lines: readonly string[], files: Readonly<Record<string, string | null | Uint8Array>>) {
  const problems = new Problems();
  const text = ['services:', '  web:', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const source = new SourceText('stack.yml', text, -1);
  const tree = readYaml(source, problems)[0]?.tree;
  const stack = readServiceFiles(tree ?? map({ source, offset: 0 }, {}), {
    sources: new SourceReader(readerOf(files), '/srv', problems),
    problems,
    variables: Variables.ofEnvironment({ CALLER: 'caller' }),
    directory: '/srv',
  });
  return { problems, web: (toPlain(stack) as { services: { web: Record<string, unknown> } }).services.web };
}

describe('the env files of a service', () => {
  it('give variables, the later one winning, and the service itself over all of them', () => {
    const { web } = resolve(
      ['env_file: [{path: 1.env}, {path: /srv/2.env}]', 'environment: {C: service, D: }'],
      { '/srv/1.env': 'A=1\nB=1\nC=1\nD=1\n', '/srv/2.env': 'B=2\n' },
    );
    expect(web).toEqual({ environment: { A: '1', B: '2', C: 'service', D: null } });
  });

  it('may use variables of the stack, of the service, and of earlier files, in this order', () => {
    const { web } = resolve(
      ['env_file: [{path: 1.env}, {path: 2.env}]', 'environment: {CALLER: service, OWN: own}'],
      { '/srv/1.env': 'OWN=file\nA=1\n', '/srv/2.env': 'V=$CALLER $OWN $A\nOWN\nCALLER\n' },
    );
    expect(web.environment).toEqual({ A: '1', CALLER: 'service', OWN: 'own', V: 'caller own 1' });
  });

  it('are taken as they stand with format raw', () => {
    const file = '\ufeff A="x" # $Y \r\n#c\n\nCALLER\nNOBODY\nB==\n';
    const { web } = resolve(['env_file: [{path: 1.env, format: raw}]'], { '/srv/1.env': file });
    expect(web.environment).toEqual({ A: '"x" # $Y ', CALLER: 'caller', B: '=' });
  });

  it('may be missing when they are not required, and may be empty', () => {
    const { web } = resolve(['env_file: [{path: no.env, required: false}, {path: empty}]'], {
      '/srv/empty': '',
    });
    expect(web).toEqual({});
  });

  it('need not be UTF-8', () => {
    const latin1 = Uint8Array.from([0x23, 0xe9, 0x0a, 0x41, 0x3d, 0x31]);
    expect(resolve(['env_file: [{path: 1.env}]'], { '/srv/1.env': latin1 }).web.environment).toEqual({
      A: '1',
    });
  });

  it('are refused where they are named or where they are wrong', () => {
    const { problems } = resolve(
      [
        'env_file: [{path: no.env}, {path: dir}, {path: bad.env}, {path: raw.env, format: raw}, {path: x, format: rwa}]',
      ],
      { '/srv/dir': null, '/srv/bad.env': 'A=1\nB="', '/srv/raw.env': 'A B=1\n=1', '/srv/x': '' },
    );
    expect(() => problems.throwIfAny()).toThrowError(
      expect.objectContaining({
        details: expect.objectContaining({
          problems: [
            expect.objectContaining({
              path: ['services', 'web', 'env_file', 0, 'path'],
              message: 'no.env: there is no such file',
            }),
            expect.objectContaining({ message: 'dir: is a directory' }),
            expect.objectContaining({
              message: 'there is no format "rwa" of env files, only "raw"',
              hint: 'did you mean "raw"?',
            }),
            expect.objectContaining({
              message: 'the " is never closed (named as env_file at stack.yml:3:52)',
              position: { file: 'bad.env', line: 2, column: 3 },
            }),
            expect.objectContaining({ position: { file: 'raw.env', line: 1, column: 1 } }),
            expect.objectContaining({ position: { file: 'raw.env', line: 2, column: 1 } }),
          ],
        }),
      }),
    );
  });
});

describe('the label files of a service', () => {
  it('give labels that see each other but no variables; the labels of the service win', () => {
    const { web, problems } = resolve(['label_file: [1.labels, 2.labels]', 'labels: {b: service}'], {
      '/srv/1.labels': 'a=1\nb=1\nc=$CALLER\n',
      '/srv/2.labels': 'd=${a}${b}\n',
    });
    expect(web).toEqual({ labels: { a: '1', b: 'service', c: '', d: '11' } });
    expect(problems.diagnostics()).toHaveLength(1);
  });

  it('have to be there', () => {
    const { problems } = resolve(['label_file: [no]'], {});
    expect(() => problems.throwIfAny()).toThrow('services.web.label_file[0]: no: there is no such file');
  });
});
