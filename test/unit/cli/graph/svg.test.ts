import { expect, test } from 'vitest';
import { stackGraph } from '../../../../src/cli/graph/stack-graph.js';
import { svgText } from '../../../../src/cli/graph/svg/svg.js';
import { shortened } from '../../../../src/cli/graph/svg/text.js';
import { GRAPH, SHOP } from './samples.js';

/** Every tag is closed in order, and no text holds a bare sign of XML. */
function isWellFormed(text: string): boolean {
  const open: string[] = [];
  const rest = text.replace(
    /<(\/?)([a-z]+)((?:\s[a-zA-Z-]+="[^"<&]*")*)(\/?)>|&(?:amp|lt|gt|quot);/g,
    (_, end, name, _attributes, empty) => {
      if (name === undefined || empty === '/') return '';
      if (end === '') open.push(name);
      else if (open.pop() !== name) open.push('broken');
      return '';
    },
  );
  return open.length === 0 && !/[<&]/.test(rest);
}

test('the picture names every service, port, network and volume, with names escaped', () => {
  const svg = svgText(GRAPH);
  expect(isWellFormed(svg)).toBe(true);
  for (const text of [
    'a &quot;b&quot; &lt;c&gt;',
    '127.0.0.1:8080→80',
    'data → /data',
    'front (edge, external)',
    'off: profile dev',
  ]) {
    expect(svg).toContain(`>${text}</text>`);
  }
  expect(svg).toContain('<title>web needs api healthy</title>');
  expect(svg).toContain('<g class="service off"><title>debug');
});

test('characters that XML forbids are replaced', () => {
  const services = {
    web: { ...SHOP.services.web, image: 'a\u0000\u001b]\ud800<&>' },
  } as unknown as typeof SHOP.services;
  expect(isWellFormed(svgText(stackGraph({ ...SHOP, services }, {})))).toBe(true);
});

test('a stack without services is an empty picture', () => {
  expect(isWellFormed(svgText(stackGraph({ ...SHOP, services: {} }, {})))).toBe(true);
});

test('long names are cut in the middle', () => {
  expect(shortened('registry.example.com/team/image:1.2.3', 20)).toBe('registry.exam…:1.2.3');
});
