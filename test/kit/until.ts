/** Milliseconds after which something that should have come about never will: generous, for slow machines. */
const PATIENCE = 60_000;

export interface UntilOptions {
  /** Milliseconds. */
  readonly patience?: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** A failure that is known meanwhile, which ends the wait. */
  readonly failure?: () => Error | undefined;
}

type Look<T> = T | undefined | null | false;

/** Looks again and again until the condition gives something; gives that back. */
export async function until<T>(
  condition: () => Look<T> | Promise<Look<T>>,
  what: string | (() => string) = 'the condition',
  { patience = PATIENCE, every = 4, failure = () => undefined }: UntilOptions = {},
): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const error = failure();
    if (error !== undefined) throw error;
    const looked = condition();
    const found = looked instanceof Promise ? await looked : looked;
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > end) {
      throw new Error(`${typeof what === 'string' ? what : what()}: not within ${patience / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/** Looks until what is seen is right; a failure shows what was seen last. */
export async function untilSeen<T>(
  what: string,
  look: () => Promise<T> | T,
  isRight: (seen: T) => boolean,
  seconds = 30,
): Promise<T> {
  let seen: T | undefined;
  const condition = async () => {
    seen = await look();
    return isRight(seen);
  };
  const saying = () => `${what}; last seen: ${JSON.stringify(seen)}`;
  await until(condition, saying, { patience: seconds * 1000, every: 50 });
  return seen as T;
}
