import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Hub, type Token } from '../hub.js';
import { showIn } from '../link/sight.js';
import { FrameRequest } from './frame-request.js';

/** An element that shows a relay as a whole, and no rows. */
export interface HubHost extends ReactiveControllerHost, HTMLElement {
  /** The relay's address, wherever it was found. */
  readonly relay: string | undefined;
  readonly credential: Token | undefined;
}

/** Joins an element to the config and the status of its relay, at most once a frame and only while it is in a page. */
export class HubController implements ReactiveController {
  readonly #host: HubHost;
  readonly #frame: FrameRequest;
  #joined: readonly unknown[] = [];
  #hub: Hub | undefined;
  #leaveHub: (() => void) | undefined;
  #leaveSight: (() => void) | undefined;
  #mistake: string | undefined;

  constructor(host: HubHost) {
    this.#host = host;
    this.#frame = new FrameRequest(host);
    host.addController(this);
  }

  /** `undefined` while the element is not in a page, or does not know where its relay is. */
  get hub(): Hub | undefined {
    return this.#hub;
  }

  /** Why there is no hub: the sentence that names the fix. */
  get mistake(): string | undefined {
    return this.#mistake;
  }

  hostConnected(): void {
    this.#leaveSight = showIn(this.#host.ownerDocument);
    this.#join();
  }

  hostDisconnected(): void {
    this.#leave();
    this.#leaveSight?.();
    this.#frame.cancel();
  }

  hostUpdate(): void {
    const { relay, credential } = this.#host;
    if (!this.#host.isConnected || [relay, credential].every((one, i) => one === this.#joined[i])) return;
    this.#leave();
    this.#join();
  }

  #join(): void {
    const { relay, credential } = this.#host;
    this.#joined = [relay, credential];
    this.#mistake = undefined;
    if (relay === undefined) {
      this.#mistake = 'No source: give this element src="http://127.0.0.1:8765".';
      return;
    }
    try {
      this.#hub = Hub.at(relay, { token: credential });
    } catch (error) {
      this.#mistake = (error as Error).message;
      return;
    }
    this.#leaveHub = this.#hub.subscribe(() => this.#frame.request());
  }

  #leave(): void {
    this.#leaveHub?.();
    this.#leaveHub = this.#hub = undefined;
  }
}
