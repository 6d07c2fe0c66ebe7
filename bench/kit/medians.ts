import type { Verdict } from './result.js';
import { median, round } from './statistics.js';

/** Figures of one measurement by their names; lists are kept in the result alone. */
export type Measured = Readonly<Record<string, number | readonly number[]>>;

/** What one candidate has reached in one case, whose name begins with its kind and a colon. */
export type Run = Readonly<Record<string, unknown>> & { readonly case: string; readonly candidate: string };

export type Median = Readonly<Record<string, number | string>> & Pick<Run, 'case' | 'candidate'>;

/** A bound of a figure in a case. */
export interface Target {
  readonly figure: string;
  readonly most?: number;
  readonly least?: number;
}

/** The median of each figure over the rounds, in the order in which cases and candidates came first. */
export function mediansOf(runs: readonly Run[]): Median[] {
  const names = new Set(runs.map((run) => JSON.stringify([run.case, run.candidate])));
  return [...names].map((name) => {
    const [ofCase, candidate] = JSON.parse(name) as [string, string];
    const same = runs.filter((run) => run.case === ofCase && run.candidate === candidate);
    const figures = Object.entries(same[0] ?? {}).filter(
      ([key, value]) => typeof value === 'number' && key !== 'round',
    );
    const middle = (key: string) => round(median(same.map((run) => Number(run[key]))), 2);
    return { case: ofCase, candidate, ...Object.fromEntries(figures.map(([key]) => [key, middle(key)])) };
  });
}

/** Prints a table of each kind of case. */
export function printMedians(medians: readonly Median[]): void {
  const kindOf = (one: Median) => one.case.replace(/:.*/, '');
  for (const kind of new Set(medians.map(kindOf))) console.table(medians.filter((one) => kindOf(one) === kind));
}

/** What StreamViz has reached of each target, with what the others have in the same case. */
export function verdictsOf(medians: readonly Median[], targetsOf: (name: string) => readonly Target[]): Verdict[] {
  const own = medians.filter(({ candidate }) => candidate === 'StreamViz');
  return own.flatMap((one) =>
    targetsOf(one.case)
      .filter(({ figure }) => figure in one)
      .map(({ figure, most, least }) => {
        const others = medians.filter((other) => other.case === one.case && other !== one && figure in other);
        const value = Number(one[figure]);
        return {
          target: `${one.case}: ${figure} ${most === undefined ? `at least ${least}` : `at most ${most}`}`,
          reached: [one, ...others].map((other) => `${other.candidate} ${other[figure]}`).join('; '),
          met: value <= (most ?? Number.POSITIVE_INFINITY) && value >= (least ?? Number.NEGATIVE_INFINITY),
        };
      }),
  );
}
