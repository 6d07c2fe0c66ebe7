import type { IncomingMessage } from 'node:http';
import type { ClientAddresses } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import { isTooLongToGuess } from './credential-rules.js';
import { isSame, tokenOf } from './credentials.js';
import { LoginThrottle, THROTTLE, tooManyAttempts } from './login-throttle.js';

/** Decides who may feed the relay: whoever has the producer token. */
export class ProducerAuth {
  readonly #token: string;
  readonly #addresses: ClientAddresses;
  readonly #attempts = new LoginThrottle(THROTTLE);

  constructor(token: string, addresses: ClientAddresses) {
    this.#token = token;
    this.#addresses = addresses;
  }

  /** A token that is too long to be guessed passes however many wrong ones came: else anybody could lock it out. */
  check(request: IncomingMessage): Refusal | undefined {
    const given = tokenOf(request) ?? '';
    const client = this.#addresses.clientOf(request);
    const isRight = isSame(given, this.#token);
    if (isRight && isTooLongToGuess(this.#token)) return undefined;
    const wait = this.#attempts.wait(client);
    if (wait > 0) return tooManyAttempts('producer tokens', wait);
    if (isRight) return undefined;
    this.#attempts.failed(client);
    const fix = 'send the header "Authorization: Bearer <producer token>", the value of STREAMVIZ_PRODUCER_TOKEN';
    return {
      status: 401,
      reason: given === '' ? 'no_credentials' : 'producer_token',
      message: `a producer needs this relay's token; ${fix}`,
      headers: { 'WWW-Authenticate': 'Bearer' },
    };
  }
}
