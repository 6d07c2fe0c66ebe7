/** Why a connection did not come about, and a sentence that names the fix. */
export interface Diagnosis {
  /** The relay is there, but does not take this page; else nothing answers. */
  readonly refused: boolean;
  readonly problem: string;
}

/**
 * Browsers hide from a page why its WebSocket was not accepted. Whether anything answers at that address tells a
 * relay that does not run from one that refuses the page's origin.
 */
export async function diagnose(relay: string): Promise<Diagnosis> {
  try {
    await fetch(`${relay}healthz`, { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return { refused: false, problem: `No relay answers at ${relay}: start it, or correct src.` };
  }
  return { refused: true, problem: refusal(relay, globalThis.location?.origin) };
}

function refusal(relay: string, origin: string | undefined): string {
  if (origin === undefined || origin === new URL(relay).origin) {
    return `${relay} answers, but takes no live connection: a proxy before it has to pass on WebSocket upgrades.`;
  }
  if (origin === 'null') {
    return `The relay at ${relay} refuses pages that were opened as files: serve this page over http and start the relay with --allow-origin and its origin.`;
  }
  return `The relay at ${relay} refuses pages of ${origin}: start it with --allow-origin ${origin} (in Python: sv.start(allow_origin=["${origin}"])).`;
}

const PATIENCE = 5000;
