import { describe, expect, it } from 'vitest';
import { headlines, service } from '../support/load.js';

/** The one headline that a text is refused with, without file and position. */
function only(text: string): string {
  const found = headlines(text);
  expect(found).toHaveLength(1);
  return (found[0] ?? '').replace(/^\S+ /, '');
}

describe('an unknown key', () => {
  it.each([
    ['containerName: x', 'services.web.containerName: unknown key; did you mean "container_name"?'],
    ['depends-on: [db]', 'services.web.depends-on: unknown key; did you mean "depends_on"?'],
    ['publish: ["80:80"]', 'services.web.publish: unknown key; what you mean is called "ports" here'],
    [
      'build: {context: ., file: x}',
      'services.web.build.file: unknown key; what you mean is called "dockerfile" here',
    ],
    [
      'deploy: {ports: []}',
      'services.web.deploy.ports: unknown key; "ports" belongs in services.web, one level up',
    ],
    ['deploy: {limits: {}}', 'services.web.deploy.limits: unknown key; it belongs under "resources"'],
    ['logging: {opts: {}}', 'services.web.logging.opts: unknown key; allowed are "driver", "options"'],
  ])('is told where it belongs: %s', (line, message) => {
    expect(only(service(line))).toBe(message);
  });

  it('at the top level may be a service, or a part of one', () => {
    expect(only(`${service()}db: {image: x}\n`)).toBe('db: unknown key; a service belongs below "services"');
    expect(only(`${service()}image: x\n`)).toBe(
      'image: unknown key; "image" belongs in a service, below "services"',
    );
  });
});

describe('a value of the wrong type', () => {
  it.each([
    [
      'ports: 8080:80',
      'ports: has to be a list of items such as "8080:80", but is the text "8080:80"; write ["8080:80"]',
    ],
    [
      'environment: [{A: b}]',
      'environment[0]: has to be text, but is a map (with "A"); write "A=b", or leave out the "-" of every item',
    ],
    [
      'build: [x]',
      'build: has to be text such as "." or a map with "context", "dockerfile", "dockerfile_inline" and so on, but is a list',
    ],
    ['privileged: []', 'privileged: has to be true or false, but is a list'],
    ['healthcheck: {timeout: 5}', 'healthcheck.timeout: has to be text, but is the number 5; write "5s"'],
    ['group_add: [A, A]', 'group_add[1]: the text "A" stands in this list already, in line 4'],
    ['cpu_percent: 500', 'cpu_percent: has to be at least 0 and at most 100, but is the number 500'],
  ])('is told what may stand there: %s', (line, message) => {
    expect(only(service(line))).toBe(`services.web.${message}`);
  });

  it('may be a list where names are keys', () => {
    expect(only(`${service()}volumes: [data]\n`)).toBe(
      'volumes: has to be a map of names, but is a list; write "data:" in place of "- data", with its settings below',
    );
  });
});
