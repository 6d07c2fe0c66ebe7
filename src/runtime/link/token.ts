/** A relay's viewer token, or a function that gives the present one for each try. */
export type Token = string | (() => string | Promise<string>);

/** The header that shows a token; a page can set it on everything but a WebSocket. */
export async function authorization(token: Token | undefined): Promise<Record<string, string>> {
  const given = await tokenOf(token);
  return given === undefined ? {} : { Authorization: `Bearer ${given}` };
}

/**
 * The present token. A function that fails, or takes too long, gives one that is wrong.
 *
 * @param signal Ends the wait for a function whose token is no longer wanted.
 */
export async function tokenOf(token: Token | undefined, signal?: AbortSignal): Promise<string | undefined> {
  if (typeof token !== 'function') return clean(token);
  const ended = new AbortController();
  const end = () => ended.abort();
  const timer = setTimeout(end, GIVEN_WITHIN);
  signal?.addEventListener('abort', end, { signal: ended.signal });
  const tooLate = new Promise<string>((resolve) => {
    ended.signal.addEventListener('abort', () => resolve(''));
  });
  try {
    return clean(await Promise.race([token(), tooLate]));
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
    end();
  }
}

/** Without characters that no token has, at which a browser would throw: it is only wrong then. */
function clean(token: string | undefined): string | undefined {
  return token?.replace(/[^\w.~-]/g, '');
}

/** Milliseconds. */
const GIVEN_WITHIN = 10_000;
