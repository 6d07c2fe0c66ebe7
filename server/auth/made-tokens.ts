import { join } from 'node:path';
import { createPrivate } from '../state/private-files.js';

/** A token that the relay makes when none is given. */
interface MadeToken {
  readonly variable: string;
  /** Its file in the state directory. */
  readonly file: string;
  readonly purpose: string;
}

export const PRODUCER_TOKEN: MadeToken = {
  variable: 'STREAMVIZ_PRODUCER_TOKEN',
  file: 'producer-token',
  purpose: 'producers need this token',
};
export const VIEWER_TOKEN: MadeToken = {
  variable: 'STREAMVIZ_VIEWER_TOKEN',
  file: 'viewer-token',
  purpose: 'tags in other pages may read with this token',
};

/**
 * Hands a token to the person who started the relay: on their terminal, once. If stderr is no terminal somebody keeps
 * it, as a log or in a file: then it names a file of the state directory that only its owner can read.
 */
export async function handOver(
  { variable, file, purpose }: MadeToken,
  token: string,
  { state, report }: { readonly state: string | undefined; readonly report: (line: string) => void },
): Promise<void> {
  if (process.stderr.isTTY) {
    report(`${purpose}: ${variable}=${token}`);
    return;
  }
  if (state === undefined) {
    report(`${purpose}, which is shown to nobody, for there is no terminal and no state directory: set ${variable}`);
    return;
  }
  const path = join(state, file);
  try {
    const made = await createPrivate(path);
    await made.appendFile(`${token}\n`).finally(() => made.close());
    report(`${purpose}: ${variable}_FILE=${path}`);
  } catch (error) {
    report(`${purpose}, and ${path} cannot be written (${(error as Error).message}): set ${variable}`);
  }
}
