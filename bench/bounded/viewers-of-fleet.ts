import type { SyncMessage } from '../../src/core/messages.js';
import type { Expected, Join, Returns, Seen } from './audience.js';
import { groupOf, mistakeInGroup, mistakeInParts, PARTS } from './fleet.js';
import { Viewer } from './viewer.js';

/** A viewer, and what it was like at its last step. */
interface Watched {
  readonly order: Join;
  readonly number: number;
  viewer: Viewer;
  position: number;
  epoch: string | undefined;
  /** Producer's time of the newest commit it has. */
  commit: number;
  /** When it had, for the first time since `since`, a step that counts as being back. */
  backAt: number | undefined;
  steppedAt: number | undefined;
}

/** Viewers of a fleet, who check each step that they take. */
export class ViewersOfFleet {
  readonly #watched: Watched[] = [];
  #latencies = new Map<number, number>();
  #steps = 0;
  #mistakes: string[] = [];
  #epochs = 0;
  #frames = 0;
  #firstLoads = 0;
  #since = Number.POSITIVE_INFINITY;
  #mustBeNewLink = false;
  #longestGap = 0;

  /** A few at a time, as pages are opened; resolves when each has had a step with rows. */
  async join(order: Join): Promise<void> {
    const AT_ONCE = 50;
    for (let next = order.first; next < order.first + order.count; next += AT_ONCE) {
      const last = Math.min(next + AT_ONCE, order.first + order.count);
      for (let number = next; number < last; number++) this.#join(order, number);
      await this.#until(() => this.#watched.every(({ commit }) => commit > 0));
    }
  }

  begin(): void {
    this.#latencies = new Map();
    this.#steps = this.#epochs = this.#longestGap = 0;
    for (const one of this.#watched) one.steppedAt = Date.now();
    this.#mistakes = [];
    this.#frames = this.#sum(({ frames }) => frames);
    this.#firstLoads = this.#sum(({ firstLoads }) => firstLoads);
  }

  report(): Omit<Seen, 'cpu'> {
    return {
      latencies: [...this.#latencies],
      steps: this.#steps,
      frames: this.#sum(({ frames }) => frames) - this.#frames,
      firstLoads: this.#sum(({ firstLoads }) => firstLoads) - this.#firstLoads,
      mistakes: this.#mistakes.slice(0, 10),
      epochs: this.#epochs,
      longestGap: this.#longestGap,
    };
  }

  freeze(): void {
    for (const { viewer } of this.#watched) viewer.socket?.freeze();
  }

  thaw(): void {
    for (const { viewer } of this.#watched) viewer.socket?.thaw();
  }

  cut(): void {
    for (const { viewer } of this.#watched) viewer.socket?.cut();
  }

  /** New pages in place of those that there are: with nothing to resume from. */
  reload(): void {
    for (const one of this.#watched) {
      one.viewer.close();
      this.#frames -= one.viewer.frames;
      this.#firstLoads -= one.viewer.firstLoads;
      one.position = one.commit = 0;
      one.viewer = this.#newViewer(one);
    }
  }

  async returns({ since, within, newLink }: Expected): Promise<Returns> {
    this.#since = since;
    this.#mustBeNewLink = newLink;
    for (const one of this.#watched) one.backAt = undefined;
    const isBack = () => this.#watched.every(({ backAt }) => backAt !== undefined);
    await this.#until(() => isBack() || Date.now() > since + within);
    const back = this.#watched.flatMap(({ backAt }) => (backAt === undefined ? [] : [backAt - since]));
    const tries = this.#watched.map(({ viewer }) => viewer.tries.filter((at) => at >= since));
    this.#since = Number.POSITIVE_INFINITY;
    return {
      back,
      missing: this.#watched.length - back.length,
      firstTries: tries.flatMap(([first]) => (first === undefined ? [] : [first - since])),
      tries: tries.reduce((sum, { length }) => sum + length, 0),
    };
  }

  #join(order: Join, number: number): void {
    const one: Omit<Watched, 'viewer'> = {
      order,
      number,
      position: 0,
      epoch: undefined,
      commit: 0,
      backAt: undefined,
      steppedAt: undefined,
    };
    this.#watched.push(Object.assign(one, { viewer: this.#newViewer(one as Watched) }));
  }

  #newViewer(one: Watched): Viewer {
    const { url, fleet, manner } = one.order;
    const viewer: Viewer = new Viewer(
      url,
      [groupOf(fleet, one.number), PARTS],
      (sync) => {
        if (one.viewer === viewer) this.#stepped(one, sync);
      },
      manner,
    );
    return viewer;
  }

  #stepped(one: Watched, { position, commit }: SyncMessage): void {
    const now = Date.now();
    const { viewer } = one;
    this.#steps++;
    this.#longestGap = Math.max(this.#longestGap, now - (one.steppedAt ?? now));
    one.steppedAt = now;
    if (one.epoch !== undefined && one.epoch !== viewer.epoch) this.#epochs++;
    else if (position < one.position) this.#mistake(one, `position ${position} after ${one.position}`);
    one.epoch = viewer.epoch;
    one.position = position;
    const mustCheckParts = one.commit === 0 || this.#isExpected(one, commit);
    if (!this.#isExact(one, commit, mustCheckParts)) return;
    if (one.commit > 0 && commit > one.commit)
      this.#latencies.set(now - commit, (this.#latencies.get(now - commit) ?? 0) + 1);
    if (this.#isExpected(one, commit)) one.backAt = now;
    one.commit = commit;
  }

  #isExpected({ backAt, viewer }: Watched, commit: number): boolean {
    return backAt === undefined && (viewer.openedAt >= this.#since || (!this.#mustBeNewLink && commit >= this.#since));
  }

  /** A picture that is not brought up to date yet, on a new link, is not wrong. */
  #isExact(one: Watched, commit: number, withParts: boolean): boolean {
    const { viewer, number, position } = one;
    const { fleet } = one.order;
    const group = viewer.rowsAt(position, groupOf(fleet, number));
    const parts = viewer.rowsAt(position, PARTS);
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

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  #sum(pick: (viewer: Viewer) => number): number {
    return this.#watched.reduce((sum, { viewer }) => sum + pick(viewer), 0);
  }
}
