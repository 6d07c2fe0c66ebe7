import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Exchange, sendText } from './exchange.js';
import { LOGIN_STYLE } from './login-page.js';
import { PAGE_STYLE } from './page.js';

export interface Asset {
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  readonly type: string;
  /** The hash of its content: in its address it makes it unchangeable. */
  readonly hash: string;
}

/**
 * Keeps the files that pages load: the elements' bundle with the files that it loads on demand, and the style sheets of
 * the pages.
 *
 *     /streamviz.js, /streamviz-<part>-<hash>.js    asked for again with each load. A part imports from
 *                                                   ./streamviz.js, which must not have a second address
 *     /assets/page.<hash>.css                       never changing
 */
export class Assets {
  readonly #directory: string;
  readonly #files = new Map<string, { readonly changed: number; readonly asset: Promise<Asset> }>();
  readonly #styles = new Map<string, Promise<Asset>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads what every page loads, so that the first one need not wait for it. */
  prepare(): void {
    for (const name of [SCRIPT, STYLE]) void this.get(name).catch(() => {}); // whoever asks for it gets the error
  }

  /** Gives a file by its plain name, read again when it has changed; `undefined` if there is none. */
  async get(name: string): Promise<Asset | undefined> {
    const style = STYLES[name];
    if (style !== undefined) {
      const made = this.#styles.get(name) ?? makeAsset(Buffer.from(style), 'text/css; charset=utf-8');
      this.#styles.set(name, made);
      return made;
    }
    if (!/^streamviz[\w-]*\.js$/.test(name)) return undefined;
    const path = join(this.#directory, name);
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (changed === undefined) return undefined;
    const known = this.#files.get(name);
    if (known?.changed === changed) return known.asset;
    const asset = readFile(path).then((bytes) => makeAsset(bytes, 'text/javascript; charset=utf-8'));
    this.#files.set(name, { changed, asset });
    return asset;
  }

  /** The address with the hash, relative to the page. */
  async address(name: string): Promise<string> {
    const asset = await this.get(name);
    return asset === undefined ? name : `assets/${name.replace(/\.(?=[^.]+$)/, `.${asset.hash}.`)}`;
  }

  /** The plain name in such an address, and its hash. */
  static parse(path: string): { name: string; hash: string } | undefined {
    const found = /^assets\/([\w-]+)\.([\w-]{16})\.css$/.exec(path);
    return found === null ? undefined : { name: `${found[1]}.css`, hash: found[2] as string };
  }
}

export const SCRIPT = 'streamviz.js';
export const STYLE = 'page.css';
export const LOGIN_SHEET = 'login.css';

const STYLES: Readonly<Record<string, string>> = { [STYLE]: PAGE_STYLE, [LOGIN_SHEET]: LOGIN_STYLE };

async function makeAsset(bytes: Buffer, type: string): Promise<Asset> {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
  return { bytes, gzipped: await promisify(gzip)(bytes), type, hash };
}

/** Answers with the file that a path names, by its plain name or with its hash. */
export async function serveAsset(exchange: Exchange, assets: Assets): Promise<void> {
  const { response, path } = exchange;
  const hashed = Assets.parse(path);
  const asset = await assets.get(hashed?.name ?? path);
  if (asset !== undefined && (hashed === undefined || hashed.hash === asset.hash)) {
    return sendAsset(exchange, asset, hashed !== undefined);
  }
  if (path === SCRIPT) return sendText(response, 404, 'streamviz.js is not there; build it with: npm run build');
  sendText(response, 404, `there is no /${path}; the dashboard is at /`);
}

/** @param isImmutable Its address has its hash. */
function sendAsset({ request, response }: Exchange, asset: Asset, isImmutable: boolean): void {
  const tag = `"${asset.hash}"`;
  const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('ETag', tag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (isImmutable) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  if (request.headers['if-none-match'] === tag) {
    response.statusCode = 304;
    return void response.end();
  }
  if (isZipped) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', asset.type);
  response.end(isZipped ? asset.gzipped : asset.bytes);
}
