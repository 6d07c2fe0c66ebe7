/**
 * The one rule for origins: what `--allow-origin` may be, which pages it lets in, and which value would let one in.
 *
 *     https://example.com         that origin, in any spelling: capitals, a default port, a path, an umlaut
 *     https://*.example.com       every name below it, and not itself
 *     vscode-webview://1a2b3c     a page of a program, such as an extension
 *
 * Nothing lets `null` in: every file and every frame with sandbox would be the same page.
 * `test/protocol/origins.json` has its vectors, which Python's check is held to as well.
 */
export class AllowedOrigins {
  readonly #exact = new Set<string>();
  readonly #below: readonly { readonly start: string; readonly end: string }[];

  /** @throws Error if one can be no page's. */
  constructor(settings: readonly string[]) {
    const below: { start: string; end: string }[] = [];
    for (const origin of settings.map(originOf)) {
      const [start = '', end] = origin.split('*');
      if (end === undefined) this.#exact.add(origin);
      else below.push({ start, end });
    }
    this.#below = below;
  }

  /** @param sent In any spelling. */
  has(sent: string): boolean {
    const origin = canonicalOrigin(sent);
    return (
      this.#exact.has(origin) ||
      this.#below.some(
        ({ start, end }) =>
          origin.startsWith(start) && origin.endsWith(end) && NAME.test(origin.slice(start.length, -end.length)),
      )
    );
  }

  /** As sources of a Content-Security-Policy, which has the same wildcard. */
  get sources(): readonly string[] {
    return [...this.#exact, ...this.#below.map(({ start, end }) => `${start}*${end}`)];
  }
}

/** The setting that lets pages of this origin in; `undefined`: none does. */
export function settingFor(origin: string): string | undefined {
  try {
    return originOf(origin);
  } catch {
    return undefined;
  }
}

/** Writes the origin of a page as browsers do, for what is between them and the relay may not; what is none stays as it is. */
export function canonicalOrigin(origin: string): string {
  return (WITHOUT_PATH.test(origin) ? settingFor(origin) : undefined) ?? origin;
}

/** An origin as browsers write it. No name in it may be more than a name, for it goes into headers. */
function originOf(text: string): string {
  if (/@|%40/.test(text)) throw new Error(`--allow-origin has a user or a password; ${LIKE}`);
  if (/[?#]/.test(text)) throw new Error(`--allow-origin ${NO_QUERY}`);
  const [, scheme = '', wildcard = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(\*\.)?([^*%\\\s]+)$/i.exec(text) ?? [];
  const address = `${scheme}://${rest}`;
  const origin = /^https?$/i.test(scheme) ? webOrigin(address) : programOrigin(address, scheme);
  const isAllowed = origin !== undefined && (wildcard === '' || WEB_WITH_NAMES.test(origin));
  if (!isAllowed) throw new Error(`--allow-origin ${MAY_HIDE.test(text) ? '' : `"${text}" `}is not an origin; ${LIKE}`);
  return wildcard === '' ? origin : origin.replace('://', '://*.');
}

function webOrigin(address: string): string | undefined {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  return /^https?:\/\/[a-z0-9._:[\]-]+$/.test(origin) ? origin : undefined;
}

/** A `URL` knows no origin of such schemes, but browsers do: the scheme and the host. */
function programOrigin(address: string, scheme: string): string | undefined {
  const [origin] = /^[^/]+:\/\/[a-z0-9._-]+(:\d{1,5})?(?=\/|$)/i.exec(address) ?? [];
  return WITHOUT_ORIGIN.includes(scheme.toLowerCase()) ? undefined : origin?.toLowerCase();
}

const WITHOUT_PATH = /^[^/]+:\/\/[^/*]+$/;
/** A colon with something else behind it than the number of a port: that may be a password, and is not shown. */
const MAY_HIDE = /:(?!\/\/|\d{0,5}(\/|$)|[^/]*\])/;
const LIKE = 'it should look like https://example.com';
const NO_QUERY =
  'must have no query and no fragment, for addresses are shown and logged: take out what stands after the "?" or "#"';
/** Schemes that no page with an origin of its own comes over. */
const WITHOUT_ORIGIN = ['about', 'blob', 'data', 'file', 'ftp', 'javascript', 'ws', 'wss'];
/** A name of two labels at least: a wildcard below one alone would be half of the internet. */
const WEB_WITH_NAMES = /^https?:\/\/([a-z0-9_-]+\.)+[a-z0-9_-]*[a-z_-][a-z0-9_-]*(:\d+)?$/;
const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
