import { describe, expect, it } from 'vitest';
import { extractVariables } from '../../../../src/stackfile/interpolate/extract-variables.js';
import { SourceText } from '../../../../src/stackfile/read/source-text.js';
import { list, map, scalar } from '../../../../src/stackfile/tree.js';

const at = { source: new SourceText('x', '', 0), offset: 0 };
const variable = { required: false, defaultValue: '', alternateValue: '' };
const of = (...texts: string[]) =>
  extractVariables(
    map(at, {
      a: list(
        at,
        texts.map((t) => scalar(at, t)),
      ),
    }),
  );

describe('the variables of a stack', () => {
  it('are listed by name with what stands for them', () => {
    expect(of('$B ${A} $$NO', '${D:-x}', '${C-y}', '${E:?m}', '${F?}', '${G:+z}')).toEqual([
      { ...variable, name: 'A' },
      { ...variable, name: 'B' },
      { ...variable, name: 'C', defaultValue: 'y' },
      { ...variable, name: 'D', defaultValue: 'x' },
      { ...variable, name: 'E', required: true },
      { ...variable, name: 'F', required: true },
      { ...variable, name: 'G', alternateValue: 'z' },
    ]);
  });

  it('include those within defaults', () => {
    expect(of('${A:-${B:-c}}')).toEqual([
      { ...variable, name: 'A', defaultValue: '${B:-c}' },
      { ...variable, name: 'B', defaultValue: 'c' },
    ]);
  });

  it('are listed once, in the form that says most', () => {
    expect(of('$A', '${A:-x}', '${A:-y}', '${A}')).toEqual([{ ...variable, name: 'A', defaultValue: 'x' }]);
  });
});
