import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, parseAllDocuments } from 'yaml';
import { glanceName } from '../../../../src/stackfile/find/glance-name.js';

const SERVICES = 'services:\n  a:\n    image: b\n';

describe('a glance at the name', () => {
  it.each([
    ['name: demo\n', 'demo'],
    ['# of this\n\n---\nname: demo # it\nservices: {}\n', 'demo'],
    [`${SERVICES}name: "my-demo"\n`, 'my-demo'],
    [`name: 'Demo_1'\r\n${SERVICES}`, 'Demo_1'],
    [`x-a: |\n  name: other\n${SERVICES}name: demo`, 'demo'],
    [`${SERVICES}x-b: [1, 2]\nname: demo\n`, 'demo'],
  ])('sees it in %j', (text, name) => {
    expect(glanceName(text)).toEqual({ kind: 'name', text: name });
  });

  it.each([SERVICES, '', '# nothing\n', `x-name: a\n${SERVICES}`, 'services:\n  name:\n    image: a\n'])(
    'sees that there is none in %j',
    (text) => expect(glanceName(text)).toEqual({ kind: 'none' }),
  );

  it.each([
    'name: ${STAGE}\n',
    'name:\n  demo\n',
    'name: a\n  b\n',
    'name: 12\n',
    'name: yes\n',
    'name: |\n  demo\n',
    'name: &a demo\n',
    'name: "de\\x6do"\n',
    'name: a\nname: b\n',
    '{name: demo}\n',
    '"name": demo\n',
    '? name\n: demo\n',
    '<<: *base\nname: demo\n',
    'name: demo\n---\nname: other\n',
    '---\n---\nname: demo\n',
    'x-a: {\nname: a\n}\n',
    'x-a: "\nname: a\n"\n',
    'x-a: [\nname\n]\n',
  ])('leaves %j to the parser', (text) => {
    expect(glanceName(text)).toEqual({ kind: 'unsure' });
  });

  it('says nothing that the parser says otherwise', () => {
    const piece = fc.constantFrom(
      ...[
        'name',
        'x-a',
        'services',
        ':',
        ' ',
        '\n',
        '  ',
        'demo',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ',',
        '#',
        '|',
        '-',
        '---\n',
      ],
      ...[
        'name: demo\n',
        'x-a: 1\n',
        '  name: b\n',
        'null',
        '1',
        '&a',
        '*a',
        '!!str',
        '<<',
        '?',
        '>',
        '\r\n',
        '\t',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const seen = glanceName(text);
        if (seen.kind === 'unsure') return;
        const documents = parseAllDocuments(text) as readonly Document[];
        const [document] = documents;
        if (documents.length > 1 || document === undefined || document.errors.length > 0) return;
        const name = (document.toJS() as { name?: unknown } | null)?.name;
        expect(name ?? undefined).toBe(seen.kind === 'name' ? seen.text : undefined);
      }),
      { numRuns: 10_000 },
    );
  });
});
