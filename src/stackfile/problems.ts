import { type ReportedProblem, TscomposeError } from '../base/errors.js';
import { pathText } from './path-text.js';
import { type Place, positionAt } from './place.js';
import type { StackPath } from './positions.js';
import type { Diagnostic } from './request.js';
import type { TreeNode } from './tree.js';

interface Problem {
  readonly at: Place;
  readonly path: StackPath;
  readonly message: string;
}

/** More problems than this are counted, not shown. */
const SHOWN = 50;

/**
 * Collects what is wrong, so that one run reports all of it. Passes mark what they refused, so that later
 * ones can leave it out instead of complaining about the same thing in other words.
 */
export class Problems {
  private readonly errors: Problem[] = [];
  private readonly warnings: Problem[] = [];
  private readonly refused = new Set<TreeNode>();

  add(at: Place, path: StackPath, message: string, node?: TreeNode): void {
    this.errors.push({ at, path, message });
    if (node !== undefined) this.refused.add(node);
  }

  warn(at: Place, path: StackPath, message: string): void {
    this.warnings.push({ at, path, message });
  }

  isRefused(node: TreeNode): boolean {
    return this.refused.has(node);
  }

  /** Whether something at this path or below it is wrong. */
  concern(path: StackPath): boolean {
    return this.errors.some((error) => path.every((step, index) => step === error.path[index]));
  }

  diagnostics(): readonly Diagnostic[] {
    return inOrder(this.warnings).map((problem) => {
      const { at, path, message } = problem;
      return { message, path, position: positionAt(at), text: headline(problem) };
    });
  }

  /** @throws TscomposeError STACK_FILE_INVALID with all problems in order of position, if there are any */
  throwIfAny(): void {
    const sorted = inOrder(this.errors);
    const first = sorted[0];
    if (first === undefined) return;
    const shown = sorted.slice(0, SHOWN).map((problem) => `${headline(problem)}\n${picture(problem.at)}`);
    const more = sorted.length > SHOWN ? [`... and ${sorted.length - SHOWN} more problems`] : [];
    throw new TscomposeError('STACK_FILE_INVALID', [...shown, ...more].join('\n'), {
      action: 'read stack file',
      subject: first.at.source.name,
      problems: sorted.map((problem) => reported(problem)),
    });
  }
}

/** `stack.yml:12:7: services.web.prots: unknown key` */
export function headline({ at, path, message }: Problem): string {
  const { file, line, column } = positionAt(at);
  const subject = path.length === 0 ? '' : `${pathText(path)}: `;
  return `${file}:${line}:${column}: ${subject}${message}`;
}

/** The source line and a caret below the place, both indented by two; long lines are cut around the caret. */
export function picture(at: Place): string {
  const before = [...at.source.lineAt(at.offset)].slice(0, positionAt(at).column - 1);
  const after = [...at.source.lineAt(at.offset)].slice(before.length);
  const head = before.length > 70 ? ['…', ...before.slice(-60)] : before;
  const tail = after.length > 70 ? [...after.slice(0, 60), '…'] : after;
  const printable = (characters: readonly string[]) =>
    characters.map((c) => (c !== '\t' && /\p{Cc}/u.test(c) ? '·' : c)).join('');
  const indent = head.map((c) => (c === '\t' ? '\t' : ' ')).join('');
  return `  ${printable(head)}${printable(tail)}\n  ${indent}^`;
}

function reported({ at, path, message }: Problem): ReportedProblem {
  return { severity: 'error', message, path, position: positionAt(at) };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.at.source.order - b.at.source.order || a.at.offset - b.at.offset)
    .filter((problem) => {
      const text = headline(problem);
      return !seen.has(text) && seen.add(text);
    });
}
