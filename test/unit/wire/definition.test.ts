import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGES, RECORDS, STREAMS } from '../../../src/wire/definition.js';

type Fields = Record<string, readonly [number, string]>;

/** Reads the X-macro file as the C++ preprocessor would: records, messages and streams with their fields. */
function readDefinition(text: string) {
  const records: Record<string, Fields> = {};
  const messages: Record<string, { type: number; fields: Fields }> = {};
  const streams: Record<string, number> = {};
  let fields: Fields = {};
  for (const line of text.split('\n')) {
    const [, macro, list] = /^TSC_(\w+)\((.*)\)$/.exec(line) ?? [];
    const [name = '', second = '', third = ''] = (list ?? '').split(', ');
    if (macro === 'RECORD') {
      fields = {};
      records[name] = fields;
    } else if (macro === 'MESSAGE') {
      fields = {};
      messages[name] = { type: Number(second), fields };
    } else if (macro === 'STREAM') {
      streams[name] = Number(second);
    } else if (macro === 'FIELD') {
      fields[name] = [Number(second), third];
    }
  }
  return { records, messages, streams };
}

const native = readDefinition(
  readFileSync(new URL('../../../native/protocol/messages.def', import.meta.url), 'utf8'),
);

describe('the definition of the monitor protocol', () => {
  it('is the same in TypeScript as in messages.def', () => {
    expect(native).toEqual({ records: RECORDS, messages: MESSAGES, streams: STREAMS });
  });

  it('lists fields in the same order, since golden frames are compared byte by byte', () => {
    for (const [name, { fields }] of Object.entries(native.messages)) {
      expect(Object.keys(MESSAGES[name as keyof typeof MESSAGES].fields)).toEqual(Object.keys(fields));
    }
  });

  it('gives no type and no tag twice', () => {
    const types = [...Object.values(MESSAGES).map(({ type }) => type), ...Object.values(STREAMS)];
    expect(new Set(types).size).toBe(types.length);
    const tables: Fields[] = [...Object.values(native.messages).map(({ fields }) => fields)];
    for (const fields of tables.concat(Object.values(native.records))) {
      const tags = Object.values(fields).map(([tag]) => tag);
      expect(new Set(tags).size).toBe(tags.length);
    }
  });
});
