import type { WebSocket } from 'ws';

/** Something that waits for conditions, and fails when its link closes or takes too long. */
export class Waiting {
  readonly #checks = new Set<() => void>();

  /** Resolves when the condition holds, looked at after each message. */
  until(condition: () => boolean, what = 'the condition', patience = PATIENCE): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition()) return;
        this.#checks.delete(check);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#checks.delete(check);
        reject(new Error(`${what} did not come about in ${patience / 1000} s`));
      }, patience);
      this.#checks.add(check);
      check();
    });
  }

  protected look(): void {
    for (const check of [...this.#checks]) check();
  }
}

const PATIENCE = 60_000;

/** Resolves when the link is open; fails with the relay's own words when it refuses. */
export function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => reject(new Error(`${response.statusCode}: ${body.trim()}`)));
    });
  });
}
