import { describe, expect, it } from 'vitest';
import { load, service } from './support/load.js';

const { positions, warnings } = load(
  service(
    'ports:',
    '  - "9000:90"',
    '  - "8000-8001:80-81"',
    'networks: {default: {aliases: [a, b]}}',
    'restart: $UNSET',
  ).concat('version: "3"\n'),
);

describe('the position of a part of the resolved stack', () => {
  it.each([
    [['services', 'web'], 2, 3],
    [['services', 'web', 'image'], 3, 12],
    [['services', 'web', 'ports'], 4, 5],
    [['services', 'web', 'ports', 0], 5, 9],
    [['services', 'web', 'ports', 2], 6, 9],
    [['services', 'web', 'ports', 2, 'published'], 6, 9],
    [['services', 'web', 'networks', 'default', 'aliases', 1], 7, 39],
    [['services', 'web', 'command'], 2, 3],
    [['services', 'web', 'nothing', 'here'], 2, 3],
  ])('%j is line %d, column %d', (path, line, column) => {
    expect(positions.positionOf(path)).toEqual({ file: 'stack.yml', line, column });
  });

  it('is put before a message, with the line and a caret below', () => {
    expect(positions.renderAt(['services', 'web', 'ports', 0], 'port 9000 is taken')).toBe(
      'stack.yml:5:9: port 9000 is taken\n        - "9000:90"\n          ^',
    );
    expect(positions.renderAt([], 'no place')).toBe('no place');
  });

  it('counts characters, and keeps the caret below them after tabs and wide text', () => {
    const loaded = load('services: {web: {image: "ä😀", hostname: h}}');
    expect(loaded.positions.positionOf(['services', 'web', 'hostname'])?.column).toBe(41);
  });

  it('goes with warnings, which come in order', () => {
    expect(warnings.map(({ text }) => text)).toEqual([
      'stack.yml:8:14: services.web.restart: the variable UNSET is not set and taken as empty',
      'stack.yml:9:10: version: obsolete and without effect; it can be left out',
    ]);
  });
});
