import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TscomposeError } from '../../../../src/base/errors.js';
import { evaluateTemplate } from '../../../../src/cli/format/template/evaluate.js';
import {
  BASE_FUNCTIONS,
  FUNCTION_NAMES,
  TEXT_FUNCTIONS,
} from '../../../../src/cli/format/template/functions.js';
import { parseTemplate } from '../../../../src/cli/format/template/parser.js';

const FUNCTIONS = new Map([...BASE_FUNCTIONS, ...TEXT_FUNCTIONS]);

const DATA = {
  ID: 'abcdef012345',
  Name: 'web',
  Size: 12,
  Ratio: 0.5,
  Up: true,
  Nothing: null,
  Tags: ['a:1', 'b:2'],
  None: [],
  Net: { Ports: [80, 443], Type: 'bridge' },
  Labels: new Map([
    ['b', '2'],
    ['a.b', '<1>'],
  ]),
  Label: (name: string) => `label ${name}`,
};

function render(template: string, data: unknown = DATA): string {
  return evaluateTemplate(parseTemplate(template, FUNCTION_NAMES), data, {
    functions: FUNCTIONS,
    typeName: 'thing',
  });
}

function failure(template: string): string {
  try {
    return `no failure: ${render(template)}`;
  } catch (error) {
    if (!(error instanceof TscomposeError)) throw error;
    return error.message.replace('template parsing error: template: ', '');
  }
}

describe('a template', () => {
  it.each([
    ['plain', 'plain'],
    ['{{.Name}}:{{.Size}}', 'web:12'],
    ['{{ .Net.Type }}/{{.Up}}/{{.Ratio}}', 'bridge/true/0.5'],
    ['{{.Tags}} {{.None}} {{.Net}} {{.Labels}}', '[a:1 b:2] [] {[80 443] bridge} map[a.b:<1> b:2]'],
    ['{{.Nothing}} {{.Labels.x}} {{.Labels.x.y}}', '<nil> <no value> <no value>'],
    ['{{index .Labels "a.b"}}{{index .Labels "x"}}|{{index .Tags 1}}|{{index .Net.Ports 0}}', '<1>|b:2|80'],
    ['{{json .Tags}} {{json .Nothing}} {{json .Labels}}', '["a:1","b:2"] null {"a.b":"<1>","b":"2"}'],
    ['{{upper .Name}} {{lower "ÄB"}} {{title "ab cd-ef g_h"}}', 'WEB äb Ab Cd-Ef G_h'],
    [
      '{{join .Tags ", "}} {{split "a/b" "/"}} {{pad .Name 1 2}}|{{pad "" 1 2}}|{{truncate .ID 4}}',
      'a:1, b:2 [a b]  web  ||abcd',
    ],
    ['{{len .ID}} {{len .Tags}} {{len .Labels}} {{slice .ID 1 3}} {{slice .Tags 1}}', '12 2 2 bc [b:2]'],
    ['{{println "a" 1}}{{print 1 2 "x" 3 4}}', 'a 1\n1 2x3 4'],
    [
      '{{printf "%-5s|%5.2f|%03d|%q|%v|%x|%%" .Name .Ratio .Size .Name .Tags "hi"}}',
      'web  | 0.50|012|"web"|[a:1 b:2]|6869|%',
    ],
    [
      '{{printf "%d" .Name}} {{printf "%s %s" .Name}} {{printf "x" 1}}',
      '%!d(string=web) web %!s(MISSING) x%!(EXTRA int=1)',
    ],
    ['{{.Name | upper | printf "%s-%s" "a"}}', 'a-WEB'],
    [
      '{{if .Up}}yes{{else}}no{{end}}{{if .None}}yes{{else if eq .Size 12}}twelve{{else}}no{{end}}',
      'yestwelve',
    ],
    ['{{if and .Up (not .None) (or .Nothing .Name)}}all{{end}}', 'all'],
    ['{{and .Name .Size}} {{or .Nothing .Name}} {{or false 0}}', '12 web 0'],
    ['{{with .Net}}{{.Type}}{{$.Name}}{{end}}{{with .Nothing}}x{{else}}none{{end}}', 'bridgewebnone'],
    ['{{range .Tags}}<{{.}}>{{end}}{{range .None}}x{{else}}empty{{end}}', '<a:1><b:2>empty'],
    [
      '{{range $i, $t := .Tags}}{{$i}}={{$t}};{{end}}{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}',
      '0=a:1;1=b:2;a.b=<1>;b=2;',
    ],
    ['{{range $i, $t := .Tags}}{{if $i}}, {{end}}{{$t}}{{end}}', 'a:1, b:2'],
    ['{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}', '02'],
    ['{{$x := "a"}}{{if true}}{{$x = "b"}}{{end}}{{$x}}', 'b'],
    ['{{$x := "a"}}{{if true}}{{$x := "b"}}{{$x}}{{end}}{{$x}}', 'ba'],
    ['{{(index .Net.Ports 1)}} {{(.Net).Type}} {{$.Net.Type}}', '443 bridge bridge'],
    ['{{.Label "x"}} {{"y" | .Label}}', 'label x label y'],
    ['a {{- "b" -}} c {{/* gone */}}d{{- /* gone */ -}} e', 'abc de'],
    ['{{"a\\tb\\x41\\u00e9"}}{{`\\n`}}{{\'a\'}}', 'a\tbAé\\n97'],
    ['{{0x10}} {{1_000}} {{-3}} {{1e3}} {{0b11}} {{017}} {{1.5}}', '16 1000 -3 1000 3 15 1.5'],
    [
      '{{eq .Name "db" "web"}} {{ne 1 2}} {{lt 1 2}} {{le "b" "a"}} {{gt 2 1}} {{ge 2 2}}',
      'true true true false true true',
    ],
    ['{{html "<a&\\"b\\">"}} {{urlquery "a b&c"}}', '&lt;a&amp;&#34;b&#34;&gt; a+b%26c'],
    ['{{js "a<b>\\"&=\'\\n\\\\é\\u200b"}}', 'a\\u003Cb\\u003E\\"\\u0026\\u003D\\\'\\u000A\\\\é\\u200B'],
    ['{{define "x"}}[{{.}}]{{end}}{{template "x"}}|{{template "x" .Name}}', '[<no value>]|[web]'],
    ['{{template `x` .ID}}{{ define "x" }}{{$}}{{ end }}', 'abcdef012345'],
    ['{{block "b" .Name}}{{block "c" .}}<{{.}}>{{end}}{{end}}{{template "c" "q"}}', '<web><q>'],
    ['{{define "x"}}a{{end}}{{define "x"}} {{end}}{{template "x"}}', 'a'],
    ['{{template "x" $z := .Name}}{{$z}}{{define "x"}}{{.}}{{end}}', 'webweb'],
    ['{{define "x"}}{{if eq . "a"}}{{template "x" "b"}}{{else}}{{.}}{{end}}{{end}}{{template "x" "a"}}', 'b'],
    ['{{with $x := .Name}}{{$x}}{{end}}', 'web'],
    ['{{- .Name}}\n{{if\n.Up}}x{{end}}', 'web\nx'],
  ])('%s gives %s', (template, text) => {
    expect(render(template)).toBe(text);
  });

  it('shows the whole of what it is applied to', () => {
    expect([render('{{.}}', 5), render('{{json .}}', { a: '<1>' })]).toEqual(['5', '{"a":"<1>"}']);
  });

  // As Docker 28 words them, but for the names of its types.
  it.each([
    ['{{', ':1: unclosed action'],
    ['{{.ID', ':1: unclosed action'],
    ['a\n{{foo}}', ':2: function "foo" not defined'],
    ['{{if}}', ':1: missing value for if'],
    ['{{}}', ':1: missing value for command'],
    ['{{if .Up}}x', ':1: unexpected EOF'],
    ['{{end}}', ':1: unexpected {{end}}'],
    ['{{.ID | }}', ':1: missing value for command'],
    ['{{.ID | 3}}', ':1: non executable command in pipeline stage 2'],
    ['{{"a}}', ':1: unterminated quoted string'],
    ['{{$x}}', ':1: undefined variable "$x"'],
    ['{{(.ID}}', ':1: unclosed left paren'],
    ['{{.ID)}}', ':1: unexpected right paren'],
    ['{{break}}', ':1: {{break}} outside {{range}}'],
    ['{{template "y" .}}', ':1:11: executing "" at <{{template "y" .}}>: template "y" not defined'],
    ['{{define x}}a{{end}}', ':1: unexpected "x" in define clause'],
    ['{{define "x" .}}a{{end}}', ':1: unexpected <.> in define clause'],
    ['{{define}}', ':1: unexpected "}}" in define clause'],
    ['{{if true}}{{define "x"}}a{{end}}{{end}}', ':1: unexpected <define> in command'],
    ['{{define "x"}}a{{else}}b{{end}}', ':1: unexpected {{else}} in define clause'],
    ['{{define "x"}}a', ':1: unexpected EOF'],
    ['{{define "x"}}{{end}}}}{{end}}', ':1: unexpected {{end}}'],
    ['{{define "x"}}{{$y}}{{end}}{{$y := 1}}{{template "x" .}}', ':1: undefined variable "$y"'],
    ['{{range .Tags}}{{block "x" .}}{{break}}{{end}}{{end}}', ':1: {{break}} outside {{range}}'],
    ['{{define "x"}}a{{end}}{{define "x"}}b{{end}}', ':1: template: multiple definition of template "x"'],
    ['{{block "b"}}<{{.}}>{{end}}', ':1: missing value for block clause'],
    ['{{template .ID}}', ':1: unexpected ".ID" in template clause'],
    ['{{template 1}}', ':1: unexpected "1" in template clause'],
    [
      '{{define "x"}}{{.Foo}}{{end}}{{template "x" .}}',
      ':1:16: executing "x" at <.Foo>: can\'t evaluate field Foo in type thing',
    ],
    [
      '{{define "x"}}{{with .}}{{template "x" .}}{{end}}{{end}}{{template "x" .}}',
      ':1:35: executing "x" at <{{template "x" .}}>: exceeded maximum template depth (1000)',
    ],
    ['{{call .ID}}', ':1:2: executing "" at <call .ID>: error calling call: non-function .ID of type string'],
    [
      '{{.ID | call}}',
      ':1:8: executing "" at <call>: error calling call: non-function abcdef012345 of type string',
    ],
    ['{{call nil}}', ':1:2: executing "" at <call nil>: error calling call: call of nil'],
    ['{{call}}', ':1:2: executing "" at <call>: wrong number of args for call: want at least 1 got 0'],
    ['{{/* a }}', ':1: unclosed comment'],
    ['{{.a#}}', ":1: bad character U+0023 '#'"],
    ['{{.Foo}}', ':1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type thing'],
    ['{{.Net.Foo}}', ':1:6: executing "" at <.Net.Foo>: map has no entry for key "Foo"'],
    ['{{.ID.Foo}}', ':1:5: executing "" at <.ID.Foo>: can\'t evaluate field Foo in type string'],
    ['{{range .ID}}x{{end}}', ':1:8: executing "" at <.ID>: range can\'t iterate over abcdef012345'],
    ['{{upper}}', ':1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0'],
    ['{{upper .Size}}', ':1:8: executing "" at <.Size>: wrong type for value; expected string; got int'],
    [
      '{{index .Tags 7}}',
      ':1:2: executing "" at <index .Tags 7>: error calling index: index out of range: 7',
    ],
    ['{{lt 1 "a"}}', ':1:2: executing "" at <lt 1 "a">: error calling lt: incompatible types for comparison'],
    ['{{.ID 1}}', ':1:2: executing "" at <.ID>: ID is not a method but has arguments'],
    ['{{nil}}', ':1:2: executing "" at <nil>: nil is not a command'],
    ['x\n y {{.Nothing.A}}', ':2:13: executing "" at <.Nothing.A>: nil pointer evaluating interface {}.A'],
  ])('%s is refused: %s', (template, message) => {
    expect(failure(template)).toBe(message);
  });

  it('names what can be asked for where a field is missing', () => {
    const hint = (() => {
      try {
        render('{{.Foo}}', { Name: 'a', ID: 'b' });
      } catch (error) {
        return (error as TscomposeError).details.hint;
      }
      return undefined;
    })();
    expect(hint).toBe('It has: ID, Name');
  });

  it('without actions is its own text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(render(text)).toBe(text);
      }),
    );
  });

  it('prints any text by its quoted form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(render(`{{${JSON.stringify(text)}}}`)).toBe(text);
      }),
    );
  });

  it('gives JSON that reads back as the data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(render('{{json .}}', value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is read or refused with a message, whatever it holds', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        '.',
        '.Name',
        '.Tags',
        '$',
        '$x',
        ':=',
        '=',
        '|',
        '(',
        ')',
        ',',
        ' ',
        '"',
        '`',
        "'",
        '-',
      ),
      fc.constantFrom(
        'range',
        'if',
        'else',
        'end',
        'with',
        'break',
        'index',
        'printf',
        'len',
        'json',
        'nil',
        '1',
        '/*',
        '*/',
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        expect(failure(`{{${parts.join('')}`)).toBeTypeOf('string');
        expect(failure(parts.join(' '))).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  });
});
