import { TscomposeError } from '../base/errors.js';
import { type Place, positionAt } from './place.js';
import type { StackPath } from './positions.js';
import { headline, picture } from './problem-text.js';
import { arrivalText, type Interpolated, interpolationText, relatedPlaces } from './provenance.js';
import type { Diagnostic } from './request.js';
import type { TreeNode } from './tree.js';
import { UnsetVariables } from './unset-variables.js';

interface Problem {
  readonly at: Place;
  readonly path: StackPath;
  readonly message: string;
  readonly node: TreeNode | undefined;
}

/** More problems than this are counted, not shown. */
const SHOWN = 50;

/**
 * Collects what is wrong, so that one run reports all of it. Passes mark what they refused, so that later
 * ones can leave it out instead of complaining about the same thing in other words. Where a value came from
 * (variables, the file that brought it) is added to every message here.
 */
export class Problems {
  private readonly errors: Problem[] = [];
  private readonly warnings: Problem[] = [];
  /** Paths that errors are at or below, with the next steps to them. */
  private readonly concerned = new Map<string, Set<string | number>>();
  private readonly refused = new Set<TreeNode>();
  private readonly interpolated = new WeakMap<Place, Interpolated>();
  private readonly unset = new UnsetVariables();

  /**
   * @param message what was found and what is allowed, without the place, the path and where the value came from;
   *   `; did you mean ...?` or `; write ...` at its end is told apart as the hint
   * @param node the value that is refused, if it is one
   */
  add(at: Place, path: StackPath, message: string, node?: TreeNode): void {
    this.errors.push({ at, path, message, node });
    for (let length = 0; length <= path.length; length++) {
      const above = JSON.stringify(path.slice(0, length));
      const steps = this.concerned.get(above) ?? new Set();
      const step = path[length];
      this.concerned.set(above, step === undefined ? steps : steps.add(step));
    }
    if (node !== undefined) this.refused.add(node);
  }

  warn(at: Place, path: StackPath, message: string, node?: TreeNode): void {
    this.warnings.push({ at, path, message, node });
  }

  /** Warns of a variable that is taken as empty; once for all the places that ask for it. */
  warnUnset(name: string, at: Place, path: StackPath = []): void {
    this.unset.add(name, at, path);
  }

  /** Remembers what the value at a place was made of, for messages about it. */
  noteInterpolation(at: Place, interpolated: Interpolated): void {
    this.interpolated.set(at, interpolated);
  }

  /** What {@link noteInterpolation} was told of the place. */
  interpolationAt(at: Place): Interpolated | undefined {
    return this.interpolated.get(at);
  }

  isRefused(node: TreeNode): boolean {
    return this.refused.has(node);
  }

  /** Whether something at this path or below it is wrong. */
  concern(path: StackPath): boolean {
    return this.concerned.has(JSON.stringify(path));
  }

  /** The keys and indices right below a path at or below which something is wrong. */
  stepsBelow(path: StackPath): Iterable<string | number> {
    return this.concerned.get(JSON.stringify(path)) ?? [];
  }

  /** Whether there is a problem at a path of which this is true. */
  some(isAt: (path: StackPath) => boolean): boolean {
    return this.errors.some(({ path }) => isAt(path));
  }

  /** The warnings, in order of position. */
  diagnostics(): readonly Diagnostic[] {
    const warnings = inOrder([...this.warnings, ...this.unset.problems()]);
    return warnings.map((problem) => this.diagnostic(problem, 'warning'));
  }

  /** @throws TscomposeError STACK_FILE_INVALID with all problems in order of position, if there are any */
  throwIfAny(): void {
    const sorted = inOrder(this.errors);
    const first = sorted[0];
    if (first === undefined) return;
    const problems = sorted.map((problem) => this.diagnostic(problem, 'error'));
    const shown = problems.slice(0, SHOWN).map((problem) => `${problem.text}\n${problem.picture}`);
    const more = sorted.length > SHOWN ? [`... and ${sorted.length - SHOWN} more problems`] : [];
    throw new TscomposeError('STACK_FILE_INVALID', [...shown, ...more].join('\n'), {
      action: 'read stack file',
      subject: first.at.source.name,
      problems: problems.map(({ text: _text, picture: _picture, ...problem }) => problem),
    });
  }

  private diagnostic(
    { at, path, message, node, more }: Problem & { more?: Diagnostic['related'] },
    severity: Diagnostic['severity'],
  ): Diagnostic {
    // Of an unset variable the message says it all.
    const made = more === undefined ? (interpolationOf(node) ?? this.interpolationAt(at)) : undefined;
    const origins = [made && interpolationText(made), arrivalText(at.source)].filter((text) => text);
    const suffix = origins.map((text) => ` (${text})`).join('');
    const hint = /; ((?:did you mean|write) [^;]*)$/.exec(message)?.[1];
    const finding = hint === undefined ? message : message.slice(0, -hint.length - 2);
    const related = [...relatedPlaces(at.source, made), ...(more ?? [])];
    return {
      ...{ severity, path, position: positionAt(at), message: `${finding}${suffix}` },
      ...(hint === undefined ? {} : { hint }),
      ...(related.length === 0 ? {} : { related }),
      text: headline(at, path, `${message}${suffix}`),
      picture: picture(at),
    };
  }
}

function interpolationOf(node: TreeNode | undefined): Interpolated | undefined {
  if (node?.kind !== 'scalar' || node.template === undefined) return undefined;
  return { template: node.template, variables: node.variables ?? [] };
}

/** By file and place; the same said twice of one place is left out. */
function inOrder<P extends Problem>(problems: readonly P[]): readonly P[] {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.at.source.order - b.at.source.order || a.at.offset - b.at.offset)
    .filter(({ at, path, message }) => {
      const text = headline(at, path, message);
      return !seen.has(text) && seen.add(text);
    });
}
