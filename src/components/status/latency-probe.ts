import type { SyncMessage } from '../../core/messages.js';
import type { Hub } from '../../runtime/hub.js';
import { type Latency, LatencyWindow } from '../../runtime/latency-window.js';
import { RowRate } from '../../runtime/row-rate.js';

/**
 * Measures each update that comes while it is open.
 *
 *     oldest change ── pipeline ──▶ commit ── relay ──▶ sync ── network ──▶ received ── page ──▶ painted
 *          `commit` − `age`        `commit`            `time`
 *
 * Only a commit that is newer than that of the step before counts: after a lost link, or to a widget that was added, old
 * rows are sent again.
 */
export class LatencyProbe {
  readonly #hub: Hub;
  readonly #view: Window;
  readonly #clock: RelayClock;
  readonly #window = new LatencyWindow();
  readonly #steps = new RowRate();
  readonly #released = new AbortController();
  readonly #afterPaint = new MessageChannel();
  /** Wait for the browser to paint what was drawn. */
  #unpainted: ((painted: number) => void)[] = [];
  #commit: number | undefined;
  #unsubscribe: (() => void) | undefined;
  #unobserve: (() => void) | undefined;

  /**
   * @param view The window in which it is drawn.
   * @param listener Called after the first update.
   */
  constructor(hub: Hub, view: Window, listener: () => void) {
    this.#hub = hub;
    this.#view = view;
    this.#clock = new RelayClock(hub);
    this.#afterPaint.port1.onmessage = () => this.#painted();
    const { signal } = this.#released;
    view.document.addEventListener('visibilitychange', () => this.#forget(), { signal });
    this.#unsubscribe = hub.subscribe(() => {
      if (hub.status.link !== 'open') this.#forget();
    });
    void this.#begin(listener);
  }

  /** The latency of the newest updates; `undefined` if none is new enough. */
  get latency(): Latency | undefined {
    return this.#window.latency(Date.now());
  }

  /** Steps a second that changed something on this page. */
  get stepsPerSecond(): number {
    return this.#steps.perSecond();
  }

  /** Whether the relay's clock is known; else the network counts only above its fastest update. */
  get knowsClock(): boolean {
    return this.#clock.isKnown;
  }

  close(): void {
    this.#released.abort();
    this.#clock.close();
    this.#unobserve?.();
    this.#unsubscribe?.();
    this.#afterPaint.port1.close();
  }

  async #begin(listener: () => void): Promise<void> {
    await this.#clock.isReady;
    if (this.#released.signal.aborted) return;
    let notify: (() => void) | undefined = listener;
    this.#unobserve = this.#hub.observe((sync, isDrawn, received) => {
      if (this.#step(sync, isDrawn, received)) {
        notify?.();
        notify = undefined;
      }
    });
  }

  /** @returns Whether it is an update that counts. */
  #step(sync: SyncMessage, isDrawn: boolean, received: number): boolean {
    if (isDrawn) this.#steps.add(1);
    const before = this.#commit;
    this.#commit = sync.commit;
    if (before === undefined || before === sync.commit || this.#view.document.hidden) return false;
    const sample = {
      pipeline: sync.age,
      relay: sync.time - sync.commit,
      network: Math.max(0, received + this.#clock.skew - sync.time),
    };
    if (isDrawn) this.#whenPainted((painted) => this.#window.add({ ...sample, page: painted - received }, received));
    else this.#window.add(sample, received);
    return true;
  }

  /** After the elements have drawn in the next frame, the browser paints, and then takes messages again. */
  #whenPainted(callback: (painted: number) => void): void {
    this.#unpainted.push(callback);
    if (this.#unpainted.length > 1) return;
    this.#view.requestAnimationFrame(() => this.#afterPaint.port2.postMessage(0));
  }

  #painted(): void {
    const now = Date.now();
    for (const callback of this.#unpainted.splice(0)) callback(now);
  }

  /** Forgets all updates: a lost link or a hidden page is not a slow one. */
  #forget(): void {
    this.#commit = undefined;
    this.#unpainted = [];
    this.#window.clear();
  }
}

/**
 * Reads the relay's clock over HTTP. Of several answers the one with the shortest way there and back is the nearest, and is
 * off by half of that way at the most. No update can have come before it was sent, which corrects it further.
 */
class RelayClock {
  readonly isReady: Promise<void>;
  readonly #hub: Hub;
  readonly #timer: ReturnType<typeof setInterval>;
  #answers: { readonly way: number; readonly skew: number }[] = [];

  constructor(hub: Hub) {
    this.#hub = hub;
    this.isReady = this.#askOften();
    this.#timer = setInterval(() => this.#ask(), ASK_EVERY);
  }

  get isKnown(): boolean {
    return this.#answers.length > 0;
  }

  /** The relay's clock less ours, in milliseconds. */
  get skew(): number {
    const { clockSkew } = this.#hub.status;
    const best = this.#answers.reduce(
      (a, b) => (b.way < a.way ? b : a),
      this.#answers[0] ?? { way: 0, skew: clockSkew },
    );
    return Math.max(best.skew, clockSkew);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Asks several times: the first answer takes longer, as the connection is made for it. */
  async #askOften(): Promise<void> {
    do await this.#ask();
    while (this.isKnown && this.#answers.length < FIRST_QUESTIONS);
  }

  async #ask(): Promise<void> {
    try {
      const asked = Date.now();
      const answer = await fetch(`${this.#hub.url}healthz`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      const way = Date.now() - asked;
      const { time } = (await answer.json()) as { time?: number };
      if (time === undefined) return;
      this.#answers = [...this.#answers, { way, skew: time - asked - way / 2 }].slice(-MOST_ANSWERS);
    } catch {
      // Without it the others are compared with the fastest update.
    }
  }
}

const FIRST_QUESTIONS = 3;
const MOST_ANSWERS = 8;
/** Milliseconds. */
const ASK_EVERY = 10_000;
const ANSWER_WITHIN = 5000;
