/**
 * Measures each case once a round, and prints what was measured. Every other round goes backwards, so that what drifts
 * on the machine meanwhile favours no case; a case that gives nothing is left out.
 */
export async function inRounds<C, R extends object>(
  rounds: number,
  cases: readonly C[],
  measure: (one: C) => Promise<R | undefined>,
): Promise<({ readonly round: number } & R)[]> {
  const runs: ({ readonly round: number } & R)[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const one of round % 2 === 1 ? cases : cases.toReversed()) {
      const measured = await measure(one);
      if (measured === undefined) continue;
      runs.push({ round, ...measured });
      console.log(JSON.stringify(runs.at(-1)));
    }
  }
  return runs;
}
