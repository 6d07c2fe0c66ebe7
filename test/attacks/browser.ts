import { type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address that it comes from: any of 127.0.0.0/8. */
  readonly from?: string;
}

/** One request on a connection of its own, with no headers but these. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body = '', from = '127.0.0.1' }: AskOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, localAddress: from, agent: false }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.once('error', reject);
    });
    asked.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: response.headers, body: '' });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Treats cookies as a browser does: keeps all that it is given, and sends them again. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  readonly #from: string;

  constructor(url: string, from = '127.0.0.1') {
    this.#url = url;
    this.#from = from;
  }

  get cookie(): Readonly<Record<string, string>> {
    const all = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    return all.length === 0 ? {} : { cookie: all.join('; ') };
  }

  /** The cookie of the session among them. */
  get session(): readonly [name: string, value: string] {
    const found = [...this.cookies].find(([name]) => name.includes('streamviz_session'));
    if (found === undefined) throw new Error('there is no session');
    return found;
  }

  async ask(path: string, options: AskOptions = {}): Promise<Answer> {
    const headers = { ...this.cookie, ...options.headers };
    const answer = await ask(this.#url + path, { from: this.#from, ...options, headers });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0(?:;|$)/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Sends the form of the login page; 303: this was right. */
  async logIn(password: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const body = new URLSearchParams({ user: 'ann', password }).toString();
    const type = { 'Content-Type': 'application/x-www-form-urlencoded', ...headers };
    return (await this.ask('login', { method: 'POST', headers: type, body })).status;
  }

  /** The session is over by its time; what else it was given it keeps. */
  forgetSession(): void {
    this.cookies.delete(this.session[0]);
  }
}
