/** A relay's viewer token, or a function that gives the present one for each try. */
export type Token = string | (() => string | Promise<string>);

/** The header that shows a token; a page can set it on everything but a WebSocket. */
export async function authorization(token: Token | undefined): Promise<Record<string, string>> {
  const given = await tokenOf(token);
  return given === undefined ? {} : { Authorization: `Bearer ${given}` };
}

/** The present token. A function that fails, or takes too long, gives one that is wrong. */
export async function tokenOf(token: Token | undefined): Promise<string | undefined> {
  if (typeof token !== 'function') return clean(token);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, GIVEN_WITHIN, '');
  });
  try {
    return clean(await Promise.race([token(), tooLate]));
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
  }
}

/** Without characters that no token has, at which a browser would throw: it is only wrong then. */
function clean(token: string | undefined): string | undefined {
  return token?.replace(/[^\w.~-]/g, '');
}

/** Milliseconds. */
const GIVEN_WITHIN = 10_000;
