/** Milliseconds after which something that should have come about never will: generous, for slow machines. */
const PATIENCE = 60_000;

/** Waits for a condition; a failure that is known meanwhile ends the wait. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false,
  { patience = PATIENCE, failure = () => undefined }: { patience?: number; failure?: () => Error | undefined } = {},
): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const error = failure();
    if (error !== undefined) throw error;
    const found = condition();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
