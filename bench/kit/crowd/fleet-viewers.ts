import type { SyncMessage } from '../../../src/core/messages.js';
import { until } from '../../../test/kit/until.js';
import { groupOf, mistakeInGroup, mistakeInParts, PARTS } from './fleet.js';
import type { Expected, FleetJoin, Returns, Seen } from './orders.js';
import { Page } from './page.js';

/** Pages that are opened at a time. */
const AT_ONCE = 50;
/** A relay under load may let them wait for minutes. */
const LONG = { patience: 900_000, every: 10 };

/** A viewer, and what it was like at its last step. */
interface Watched {
  readonly order: FleetJoin;
  readonly number: number;
  page: Page;
  position: number;
  epoch: string | undefined;
  /** Producer's time of the newest commit it has. */
  commit: number;
  /** Time of the first step since `since` that counts as being back. */
  backAt: number | undefined;
  steppedAt: number | undefined;
}

/** Viewers of a fleet, each of which checks every step that it takes. */
export class FleetViewers {
  readonly #watched: Watched[] = [];
  #latencies = new Map<number, number>();
  #steps = 0;
  #mistakes: string[] = [];
  #epochs = 0;
  /** Counts of the pages before the beginning of the measurement. */
  #frames = 0;
  #bytes = 0;
  #firstLoads = 0;
  #since = Number.POSITIVE_INFINITY;
  #mustBeNewLink = false;
  #longestGap = 0;

  /** A few at a time, as pages are opened; resolves when each has had a step with rows. */
  async join(order: FleetJoin): Promise<void> {
    for (let next = order.first; next < order.first + order.count; next += AT_ONCE) {
      const last = Math.min(next + AT_ONCE, order.first + order.count);
      for (let number = next; number < last; number++) this.#join(order, number);
      await until(() => this.#watched.every(({ commit }) => commit > 0), 'a step with rows for each', LONG);
    }
  }

  begin(): void {
    this.#latencies = new Map();
    this.#steps = this.#epochs = this.#longestGap = 0;
    for (const one of this.#watched) one.steppedAt = Date.now();
    this.#mistakes = [];
    this.#frames = this.#sum(({ frames }) => frames);
    this.#bytes = this.#sum(({ bytes }) => bytes);
    this.#firstLoads = this.#sum(({ firstLoads }) => firstLoads);
  }

  report(): Omit<Seen, 'cpu' | 'fewestSteps'> {
    return {
      latencies: [...this.#latencies],
      frames: this.#sum(({ frames }) => frames) - this.#frames,
      bytes: this.#sum(({ bytes }) => bytes) - this.#bytes,
      checks: {
        steps: this.#steps,
        mistakes: this.#mistakes.slice(0, 10),
        firstLoads: this.#sum(({ firstLoads }) => firstLoads) - this.#firstLoads,
        epochs: this.#epochs,
        longestGap: this.#longestGap,
      },
    };
  }

  freeze(): void {
    for (const { page } of this.#watched) page.socket?.freeze();
  }

  thaw(): void {
    for (const { page } of this.#watched) page.socket?.thaw();
  }

  cut(): void {
    for (const { page } of this.#watched) page.socket?.cut();
  }

  /** New pages in place of those that there are: with nothing to resume from. */
  reload(): void {
    for (const one of this.#watched) {
      one.page.close();
      this.#frames -= one.page.frames;
      this.#bytes -= one.page.bytes;
      this.#firstLoads -= one.page.firstLoads;
      one.position = one.commit = 0;
      one.page = this.#newPage(one);
    }
  }

  async returns({ since, within, newLink }: Expected): Promise<Returns> {
    this.#since = since;
    this.#mustBeNewLink = newLink;
    for (const one of this.#watched) one.backAt = undefined;
    const isBack = () => this.#watched.every(({ backAt }) => backAt !== undefined);
    await until(() => isBack() || Date.now() > since + within, 'the end of the wait', LONG);
    const back = this.#watched.flatMap(({ backAt }) => (backAt === undefined ? [] : [backAt - since]));
    const tries = this.#watched.map(({ page }) => page.tries.filter((at) => at >= since));
    this.#since = Number.POSITIVE_INFINITY;
    return {
      back,
      missing: this.#watched.length - back.length,
      firstTries: tries.flatMap(([first]) => (first === undefined ? [] : [first - since])),
      tries: tries.reduce((sum, { length }) => sum + length, 0),
    };
  }

  #join(order: FleetJoin, number: number): void {
    const one: Omit<Watched, 'page'> = {
      order,
      number,
      position: 0,
      epoch: undefined,
      commit: 0,
      backAt: undefined,
      steppedAt: undefined,
    };
    this.#watched.push(Object.assign(one, { page: this.#newPage(one as Watched) }));
  }

  #newPage(one: Watched): Page {
    const { url, fleet, manner } = one.order;
    const page: Page = new Page(
      url,
      [groupOf(fleet, one.number), PARTS],
      (sync) => {
        if (one.page === page) this.#stepped(one, sync);
      },
      manner,
    );
    return page;
  }

  #stepped(one: Watched, { position, commit }: SyncMessage): void {
    const now = Date.now();
    const { page } = one;
    this.#steps++;
    this.#longestGap = Math.max(this.#longestGap, now - (one.steppedAt ?? now));
    one.steppedAt = now;
    if (one.epoch !== undefined && one.epoch !== page.epoch) this.#epochs++;
    else if (position < one.position) this.#mistake(one, `position ${position} after ${one.position}`);
    one.epoch = page.epoch;
    one.position = position;
    const mustCheckParts = one.commit === 0 || this.#isExpected(one, commit);
    if (!this.#isExact(one, commit, mustCheckParts)) return;
    if (one.commit > 0 && commit > one.commit)
      this.#latencies.set(now - commit, (this.#latencies.get(now - commit) ?? 0) + 1);
    if (this.#isExpected(one, commit)) one.backAt = now;
    one.commit = commit;
  }

  #isExpected({ backAt, page }: Watched, commit: number): boolean {
    return backAt === undefined && (page.openedAt >= this.#since || (!this.#mustBeNewLink && commit >= this.#since));
  }

  /** A picture that is not brought up to date yet, on a new link, is not wrong. */
  #isExact(one: Watched, commit: number, withParts: boolean): boolean {
    const { page, number, position } = one;
    const { fleet } = one.order;
    const group = page.rowsAt(position, groupOf(fleet, number));
    const parts = page.rowsAt(position, PARTS);
    if (group === undefined || parts === undefined) return false;
    const wrong =
      mistakeInGroup(fleet, number % fleet.groups, group, commit) ??
      (withParts ? mistakeInParts(fleet, parts) : undefined);
    if (wrong !== undefined) this.#mistake(one, wrong);
    return wrong === undefined;
  }

  #mistake({ number }: Watched, what: string): void {
    this.#mistakes.push(`viewer ${number}: ${what}`);
  }

  #sum(pick: (page: Page) => number): number {
    return this.#watched.reduce((sum, { page }) => sum + pick(page), 0);
  }
}
