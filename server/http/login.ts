import type { Audit } from '../admission/audit.js';
import type { ClientAddresses } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { SessionLinks } from '../auth/session-links.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { type Assets, LOGIN_SHEET } from './assets.js';
import { type Exchange, redirect, relativeTo, sendText } from './exchange.js';
import { type LoginPageOptions, renderLoginPage } from './login-page.js';

export interface LoginOptions {
  readonly viewerAuth: ViewerAuth;
  readonly originPolicy: OriginPolicy;
  readonly addresses: ClientAddresses;
  readonly audit: Audit;
  readonly sessionLinks: SessionLinks;
  readonly assets: Assets;
  readonly basePath: string;
  readonly theme: () => string | undefined;
}

/** Serves the page that asks a person for the password, and gives them a session, kept in a cookie. */
export class Login {
  readonly #options: LoginOptions;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** Whether a request without credentials is best answered with the page: that of a person, not of a script. */
  isFor({ request }: Exchange): boolean {
    const { accept = '', authorization } = request.headers;
    return request.method !== 'POST' && authorization === undefined && accept.includes('text/html');
  }

  /** Leads to the page, which will lead back. */
  ask({ request, response, path }: Exchange): void {
    const asked = (request.url ?? '').split('?').slice(1).join('?');
    const next = asked === '' ? path : `${path}?${asked}`;
    const query = next === '' ? '' : `?${new URLSearchParams({ next })}`;
    redirect(response, relativeTo(path, `login${query}`));
  }

  async page(exchange: Exchange): Promise<void> {
    const { request, response, query } = exchange;
    const { viewerAuth, basePath } = this.#options;
    if (request.method === 'POST') return this.#submit(exchange);
    const next = inDashboard(query.get('next'), basePath);
    if (!viewerAuth.isRestricted || viewerAuth.sessionOf(request) !== undefined) return redirect(response, `./${next}`);
    const problem = query.has('done') ? NO_COOKIE : undefined;
    return this.#render(exchange, 200, { next, problem });
  }

  async #submit(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { viewerAuth, basePath } = this.#options;
    if (this.#isForeign(exchange)) return;
    const body = await bodyOf(request);
    if (body === undefined) {
      return sendText(response, 413, `a login has at most ${MOST_BODY} bytes`, { Connection: 'close' });
    }
    const form = new URLSearchParams(body);
    const next = inDashboard(form.get('next'), basePath);
    const user = form.get('user') ?? '';
    const wrong = viewerAuth.isRestricted
      ? viewerAuth.checkPassword(request, `${user}:${form.get('password') ?? ''}`)
      : undefined;
    if (wrong !== undefined) {
      this.#count(exchange, wrong);
      const wait = wrong.headers?.['Retry-After'];
      const problem = wait === undefined ? 'Wrong user or password.' : `Too many tries. Try again in ${wait} s.`;
      if (wait !== undefined) response.setHeader('Retry-After', wait);
      // Not 401: that asks for an Authorization header.
      const status = wait === undefined ? 403 : wrong.status;
      return this.#render(exchange, status, { next, problem, user: user.slice(0, 200) });
    }
    if (viewerAuth.isRestricted) response.setHeader('Set-Cookie', viewerAuth.logIn(request));
    // Goes by way of the login page, which sees whether the browser kept the cookie.
    redirect(response, `login?${new URLSearchParams({ ...(next === '' ? {} : { next }), done: '1' })}`);
  }

  logout(exchange: Exchange): void {
    if (this.#isForeign(exchange)) return;
    const { request, response } = exchange;
    const { viewerAuth, sessionLinks } = this.#options;
    const session = viewerAuth.sessionOf(request);
    response.setHeader('Set-Cookie', viewerAuth.logOut(request));
    response.setHeader('Clear-Site-Data', '"cache"');
    // Not before the answer, which takes the cookie: pages whose links end ask again at once.
    if (session !== undefined) response.once('close', () => sessionLinks.end(session));
    redirect(response, 'login');
  }

  /** Ends all sessions: for the owner of the password, who has lost a device or has shared it too often. */
  logoutAll(exchange: Exchange): void {
    if (this.#isForeign(exchange)) return;
    const { request, response } = exchange;
    const { viewerAuth, sessionLinks } = this.#options;
    if (!viewerAuth.isRestricted) {
      sendText(response, 404, 'this relay asks nobody for a password: it has no sessions');
      return;
    }
    viewerAuth.logAllOut(request);
    response.once('close', () => sessionLinks.end('all'));
    response.setHeader('Clear-Site-Data', '"cache"');
    response.statusCode = 204;
    response.end();
  }

  /** Refuses what a page of another origin sends in the name of a person. */
  #isForeign(exchange: Exchange): boolean {
    const { request, response } = exchange;
    const refusal = this.#options.originPolicy.checkOrigin(request);
    if (refusal === undefined) return false;
    this.#count(exchange, refusal);
    sendText(response, refusal.status, refusal.message);
    return true;
  }

  #count({ request }: Exchange, refusal: Refusal): void {
    const { audit, addresses } = this.#options;
    audit.refusal(refusal, addresses.clientOf(request));
  }

  async #render(
    { response }: Exchange,
    status: number,
    page: Pick<LoginPageOptions, 'next' | 'problem' | 'user'>,
  ): Promise<void> {
    const { assets, theme } = this.#options;
    const html = renderLoginPage({ ...page, theme: theme(), style: await assets.address(LOGIN_SHEET) });
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(html);
  }
}

/** The address to go on to: one of this dashboard, relative to it; the dashboard itself for anything else. */
export function inDashboard(next: string | null, basePath: string): string {
  const home = `http://relay${basePath}/`;
  const url = URL.canParse(next ?? '', home) ? new URL(next ?? '', home) : undefined;
  if (url === undefined || url.origin !== 'http://relay' || !url.pathname.startsWith(`${basePath}/`)) return '';
  const path = url.pathname.slice(basePath.length + 1);
  return path === 'login' ? '' : path + url.search;
}

/** Reads a login; `undefined`: it is too long. One that does not come in time ends its connection. */
async function bodyOf(request: Exchange['request']): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), LOGIN_WITHIN);
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BODY) return undefined;
      chunks.push(chunk as Buffer);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString();
}

const NO_COOKIE =
  'That was right, but this browser did not keep the cookie. Allow cookies for this site; in a frame of another site, open the dashboard in a tab of its own.';

/** Bytes of a login. Half: long passwords in percent-encoding come near. Twice: nobody needs it. */
const MOST_BODY = 8192;
/**
 * Milliseconds that a login has to come whole. Half: a phone on a bad link fails. Twice: as long for those who never
 * end it.
 */
const LOGIN_WITHIN = 5_000;
