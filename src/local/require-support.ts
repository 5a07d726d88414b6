import { TscomposeError } from '../base/errors.js';
import type { ResolvedStack } from '../stackfile/request.js';

/**
 * Nothing that a stack file asks for is ever left out in silence: what the engine can't do ends the command.
 * @throws TscomposeError STACK_UNSUPPORTED with every such attribute and its place
 */
export function requireSupport({ unsupported }: Pick<ResolvedStack, 'unsupported'>): void {
  if (unsupported.length === 0) return;
  throw new TscomposeError(
    'STACK_UNSUPPORTED',
    unsupported.map(({ text, picture }) => `${text}\n${picture}`).join('\n'),
    {
      action: 'run stack',
      hint: '`tscompose config` takes all of this; docs/compose-support.md lists what can be run.',
      problems: unsupported.map(({ text: _text, picture: _picture, ...problem }) => ({
        ...problem,
        severity: 'error',
      })),
    },
  );
}
