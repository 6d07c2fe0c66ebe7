import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { WebSocket } from 'ws';

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Every name is this machine. */
const lookup: LookupFunction = (_name, options, found) => {
  if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};

/** A browser of the tests: speaks TLS with whoever has the certificate, under the name that the certificate is for. */
export class Client {
  /** With a slash at its end. */
  readonly url: string;
  readonly way: Pick<RequestOptions, 'ca' | 'lookup'>;

  constructor(url: string, ca: string) {
    this.url = url;
    this.way = { ca, lookup };
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** The same browser below a path. */
  at(path: string): Client {
    return new Client(new URL(path, this.url).href, this.way.ca as string);
  }

  /** An answer whose body is on its way. */
  open(path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { ...this.way, method, headers, agent: false as const };
      secureRequest(new URL(path, this.url), options, resolve).once('error', reject).end(body);
    });
  }

  async ask(path: string, asked?: Asked): Promise<Answer> {
    const response = await this.open(path, asked);
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  /** As the form of the login page does. */
  logIn(user: string, password: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.post('login', { user, password }, headers);
  }

  /** As a form of the relay's own pages does. */
  post(path: string, fields: Readonly<Record<string, string>>, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.origin };
    const body = String(new URLSearchParams(fields));
    return this.ask(path, { method: 'POST', headers: { ...form, ...headers }, body });
  }

  /** The answer to an upgrade: 101, or the status and what was said. */
  upgrade(path: 'live' | 'feed', headers: Readonly<Record<string, string>>): Promise<readonly [number, string]> {
    const protocol = path === 'live' ? 'streamviz.2' : 'streamviz.feed.2';
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.url.replace('http', 'ws')}${path}`, protocol, { ...this.way, headers });
      socket.on('open', () => {
        socket.terminate();
        resolve([101, '']);
      });
      socket.on('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve([response.statusCode ?? 0, body.trim()]));
      });
      socket.on('error', reject);
    });
  }
}

/** The parts of a `Set-Cookie`, by their names in lower case; `name` and `value` are the cookie itself. */
export function cookieOf({ headers }: Answer): Readonly<Record<string, string>> {
  const [cookie = '', ...attributes] = (headers['set-cookie']?.[0] ?? '').split(/; */);
  const [name = '', value = ''] = cookie.split('=');
  const parts = attributes.map((one) => one.split('=')).map(([key = '', is = '']) => [key.toLowerCase(), is] as const);
  return { ...Object.fromEntries(parts), name, value };
}

/** The cookies that a browser sends back. */
export function cookieHeader(answer: Answer): { readonly Cookie: string } {
  const { name, value } = cookieOf(answer);
  return { Cookie: `${name}=${value}` };
}
