/**
 * Calls back at a steady rate, without drift; a callback that says `false` was not able to, and its turn is lost.
 *
 * @returns The function that ends it, and gives how many turns were taken and lost.
 */
export function steadily(
  perSecond: number,
  turn: () => boolean,
): () => { readonly taken: number; readonly lost: number } {
  const begun = performance.now();
  let due = 0;
  let lost = 0;
  const timer = setInterval(
    () => {
      const now = Math.floor(((performance.now() - begun) * perSecond) / 1000);
      for (; due < now; due++) if (!turn()) lost++;
    },
    Math.min(10, 1000 / perSecond),
  );
  return () => {
    clearInterval(timer);
    return { taken: due - lost, lost };
  };
}
