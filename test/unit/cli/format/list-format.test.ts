import { describe, expect, it } from 'vitest';
import { listRenderer, parseListFormat } from '../../../../src/cli/format/list-format.js';
import type { ListShape } from '../../../../src/cli/format/list-shape.js';
import { alignTabs } from '../../../../src/cli/format/tab-columns.js';

interface Row {
  readonly name: string;
  readonly size: number;
}

const SHAPE: ListShape<Row> = {
  typeName: 'thing',
  fields: {
    Size: { head: 'SIZE', value: ({ size }) => String(size) },
    Name: { head: 'THE NAME', value: ({ name }) => name },
    Big: { head: 'BIG', value: ({ size }) => (size > 5 ? '[OK]' : ''), json: ({ size }) => String(size > 5) },
    Label: { head: (name: string) => name, value: () => (name: string) => `<${name}>` },
  },
  table: ['Name', 'Size'],
};
const ROWS = [
  { name: 'a<b', size: 1 },
  { name: 'a long name', size: 12 },
];

async function shown(format: string, rows: readonly Row[] = ROWS): Promise<string> {
  return (await listRenderer(parseListFormat(format), SHAPE))(rows);
}

describe('the format of a list', () => {
  it('is a table by default', async () => {
    expect(await shown('table')).toBe('THE NAME      SIZE\na<b           1\na long name   12\n');
  });

  it('json is one object per line, keys sorted, escaped for web pages', async () => {
    expect(await shown('json', ROWS.slice(0, 1))).toBe('{"Big":"false","Name":"a\\u003cb","Size":"1"}\n');
    expect(await shown('{{json .}}', ROWS.slice(0, 1))).toBe(
      '{"Big":"false","Name":"a\\u003cb","Size":"1"}\n',
    );
    expect(await shown('{{json .Name}}', ROWS.slice(0, 1))).toBe('"a<b"\n');
  });

  it('is a template for each row', async () => {
    expect(await shown('{{.Name}}={{.Size}}{{.Big}}\\t|')).toBe('a<b=1\t|\na long name=12[OK]\t|\n');
  });

  it('is a table of the columns of a template, whose functions leave the heads alone', async () => {
    expect(await shown('table {{upper .Name}}\\t{{json .Size}}\\t{{.Label "x"}}')).toBe(
      'THE NAME      SIZE      x\nA<B           "1"       <x>\nA LONG NAME   "12"      <x>\n',
    );
    expect(await shown('table {{.Size}}\\t{{.Nope}}', [])).toBe('SIZE      <no value>\n');
  });

  it('is refused as a single word that is none of the known', () => {
    expect(() => parseListFormat('tabel')).toThrow('unsupported format "tabel"');
  });

  it('is refused before anything is asked for when its template is none', async () => {
    await expect(listRenderer(parseListFormat('{{.Name'), SHAPE)).rejects.toThrow(
      'template parsing error: template: :1: unclosed action',
    );
  });
});

describe('columns', () => {
  it('are as wide as their widest cell among lines next to each other', () => {
    expect(alignTabs('a\tb\tc\nlonger than ten\tb\tc\nplain\nx\ty')).toBe(
      'a                 b         c\nlonger than ten   b         c\nplain\nx         y',
    );
  });
});
