import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, round } from './statistics.js';

/** A built checkout of the project, of which only what it ships is used: its bundles, and its Python package. */
export interface Tree {
  readonly tree: 'this' | 'before';
  /** Folder of the bundles, with a slash at its end. */
  readonly dist: string;
  /** Folder of the Python package. */
  readonly python: string;
}

const THIS: Tree = { tree: 'this', dist: fileURLToPath(new URL('../../', import.meta.url)), python: 'python' };

/** This tree; beside another one, if a folder is given (`--before`), that is measured in the same run. */
export function treesOf(before: string | undefined): readonly Tree[] {
  if (before === undefined) return [THIS];
  const other: Tree = { tree: 'before', dist: `${resolve(before, 'dist')}/`, python: resolve(before, 'python') };
  const needed = [`${other.dist}relay.js`, `${other.python}/stream_viz/static/relay.js`];
  const missing = needed.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`--before must be a built checkout; there is no ${missing}`);
  return [other, THIS];
}

type Compared<R> = Partial<Record<keyof R, unknown>> &
  Readonly<Record<'figure', keyof R>> & { readonly before: number; readonly this: number; readonly ratio: number };

/**
 * Figures of this tree beside those of the other, each the median over the rounds, with the one over the other.
 *
 * @param keys What tells one case from another.
 */
export function compare<R extends { readonly tree?: Tree['tree'] }>(
  runs: readonly R[],
  keys: readonly (keyof R)[],
  figures: readonly (keyof R)[],
): Compared<R>[] {
  const caseOf = (run: R) => Object.fromEntries(keys.map((key) => [key, run[key]])) as Partial<R>;
  const cases = [...new Set(runs.map((run) => JSON.stringify(caseOf(run))))];
  return cases.flatMap((text) => {
    const same = runs.filter((run) => JSON.stringify(caseOf(run)) === text);
    return figures.flatMap((figure) => {
      const middle = (tree: Tree['tree']) =>
        median(same.filter((run) => run.tree === tree).map((run) => Number(run[figure])));
      const [before, now] = [middle('before'), middle('this')];
      if (before === 0 && now === 0) return [];
      const ratio = round(now / before, 3);
      return [{ ...JSON.parse(text), figure, before: round(before, 3), this: round(now, 3), ratio }];
    });
  });
}
