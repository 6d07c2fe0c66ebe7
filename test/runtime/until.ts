/** Resolves once a condition holds; the test's own timeout ends a wait for something that never comes. */
export async function until<T>(condition: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = condition();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
