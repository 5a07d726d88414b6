import { describe, expect, it } from 'vitest';
import type { StackRequest } from '../../../../src/stackfile/request.js';
import { headlines, load, readerOf, refusal, service } from '../support/load.js';

const STACK = service('environment: {A: "${A-no}", B: "${B-no}"}');

/** What a stack sees of A and B with the given files and request. */
function seen(files: Readonly<Record<string, string | null>>, request: Partial<StackRequest> = {}) {
  const { stack } = load('', { reader: readerOf({ '/srv/demo/stack.yml': STACK, ...files }), ...request });
  return stack.services.web?.environment;
}

describe('the variables of a stack', () => {
  it('come from the caller, then from .env', () => {
    const files = { '/srv/demo/.env': 'A=file\nB=file\n' };
    expect(seen(files, { environment: { A: 'caller' } })).toEqual({ A: 'caller', B: 'file' });
    expect(seen({ '/srv/demo/.env': null })).toEqual({ A: 'no', B: 'no' });
  });

  it('come from the files of --env-file or COMPOSE_ENV_FILES instead, of which later ones win', () => {
    const files = { '/srv/demo/.env': 'A=env', '/srv/demo/1': 'A=1\nB=1', '/srv/2': 'B=2$A' };
    expect(seen(files, { envFiles: ['1', '../2'] })).toEqual({ A: '1', B: '21' });
    expect(seen(files, { environment: { COMPOSE_ENV_FILES: '1,../2,' } })).toEqual({ A: '1', B: '21' });
    expect(refusal('', { envFiles: ['3'] }).message).toBe('3: there is no such file');
  });

  it('are not read from .env with COMPOSE_DISABLE_ENV_FILE', () => {
    const files = { '/srv/demo/.env': 'A=1' };
    const environment = (value: string) => ({ environment: { COMPOSE_DISABLE_ENV_FILE: value } });
    expect(seen(files, environment('t'))).toEqual({ A: 'no', B: 'no' });
    expect(seen(files, environment('0'))).toEqual({ A: '1', B: 'no' });
    expect(refusal('', environment('yes')).code).toBe('USAGE');
  });

  it('come from the .env of the working directory and then from that of the stack file found above it', () => {
    const files = { '/srv/demo/sub/.env': 'A=sub', '/srv/demo/.env': 'A=demo\nB=demo' };
    expect(seen(files, { cwd: '/srv/demo/sub' })).toEqual({ A: 'sub', B: 'demo' });
    expect(seen(files, { cwd: '/srv/demo/sub', files: ['../stack.yml'] })).toEqual({ A: 'demo', B: 'demo' });
    const projectDirectory = '/srv/demo/sub';
    expect(seen(files, { files: ['stack.yml'], projectDirectory })).toEqual({ A: 'sub', B: 'no' });
  });

  it('may name the stack files and the project in .env', () => {
    const files = {
      '/srv/demo/.env': 'COMPOSE_FILE=../other.yml\nCOMPOSE_PROJECT_NAME=mine',
      '/srv/.env': 'B=1',
    };
    const reader = readerOf({ ...files, '/srv/other.yml': STACK });
    const { stack, environment } = load('', { reader });
    expect(stack.name).toBe('mine');
    expect(stack.services.web?.environment).toEqual({ A: 'no', B: '1' });
    expect(environment.get('COMPOSE_PROJECT_NAME')?.from).toMatchObject({ kind: 'file', at: { offset: 26 } });
  });

  it('include the name of the stack and the working directory', () => {
    const text = service('environment: {A: $COMPOSE_PROJECT_NAME, B: $PWD}');
    const { stack, environment } = load(text);
    expect(stack.services.web?.environment).toEqual({ A: 'demo', B: '/srv/demo' });
    expect(environment.get('COMPOSE_PROJECT_NAME')?.from).toEqual({ kind: 'stack' });
  });
});

describe('a message about an interpolated value', () => {
  it('tells the variables, their values and where they were set', () => {
    const text = service('ports: ["${PORT}:$NO${E:-80}"]');
    expect(
      headlines(text, { environment: { E: '80' }, others: { '/srv/demo/.env': '\n\nPORT=abc' } }),
    ).toEqual([
      expect.stringMatching(
        /^stack\.yml:4:13: .* \(from "\$\{PORT\}:\$NO\$\{E:-80\}"; PORT=abc was set in \.env:3:1; NO is not set; E=80 is set in the environment\)$/,
      ),
    ]);
  });

  it('points at the reference within the value', () => {
    const text = service('environment:', '  A: |', '    one $ok', '    two ${ok} ${', '  B: "a ${C:?tell}"');
    expect(headlines(text)).toEqual([
      'stack.yml:7:19: services.web.environment.A: "${" is no variable reference, as $NAME, ${NAME} or ${NAME:-default}; write "$$" for a dollar sign',
      'stack.yml:8:13: services.web.environment.B: the variable C is required, but not set: tell',
    ]);
  });

  it('is given for a text that does not fit its place, too', () => {
    const { details } = refusal(service('healthcheck: {retries: "$N"}'), { environment: { N: 'x' } });
    expect(details.problems).toEqual([
      {
        severity: 'error',
        path: ['services', 'web', 'healthcheck', 'retries'],
        position: { file: 'stack.yml', line: 4, column: 28 },
        message: 'has to be a whole number, but is "x" (from "$N"; N=x is set in the environment)',
      },
    ]);
  });
});
