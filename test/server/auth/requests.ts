import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { WebSocket } from 'ws';

export const AUTH = 'ann:se:cret';
export const VIEWER_TOKEN = 'a-token-of-the-tests.1';
export const basic = (auth: string) => ({ authorization: `Basic ${Buffer.from(auth).toString('base64')}` });
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const RESTRICTED = { auth: AUTH, viewerToken: VIEWER_TOKEN };

export type Headers = Readonly<Record<string, string>>;

/** The status that an upgrade is answered with; 101: it came about. */
export function upgrade(url: string, protocols: string[], headers: Headers = {}): Promise<readonly [number, string]> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
    socket.on('open', () => {
      resolve([101, socket.protocol]);
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve([response.statusCode ?? 0, body.trim()]));
    });
    socket.on('error', () => {});
  });
}

export function get(url: string, headers: Headers = {}, method = 'GET'): Promise<Response> {
  return fetch(url, { headers, method, redirect: 'manual' });
}

/** The challenge to a script that sends nothing but the request, which `fetch` cannot. */
export function challenge(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { accept: '*/*' } }, (response) => resolve(response.resume().headers['www-authenticate']))
      .on('error', reject)
      .end();
  });
}

/** The answer to a request, when it has begun; nobody reads it yet. */
export async function unread(url: string, headers: Headers): Promise<IncomingMessage> {
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  return response.on('error', () => {});
}

/** Sends the login page's form. */
export function logIn(url: string, form: Readonly<Record<string, string>>, headers: Headers = {}): Promise<Response> {
  const body = new URLSearchParams({ user: 'ann', password: 'se:cret', ...form });
  return fetch(`${url}login`, { method: 'POST', body, headers, redirect: 'manual' });
}

/** The cookie as a browser sends it back. */
export async function sessionCookie(url: string): Promise<Headers> {
  const [cookie = ''] = ((await logIn(url, {})).headers.get('set-cookie') ?? '').split(';');
  return { cookie };
}
