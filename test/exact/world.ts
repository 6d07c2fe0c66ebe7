import type { WindowOptions } from '../../src/runtime/windows/windowed-widget.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import { Random } from '../kit/random.js';
import { until } from '../kit/until.js';
import { ACTIONS, type Action, type Scene, VISIBLE } from './actions.js';
import { Dashboard } from './changes.js';
import type { Report } from './faults.js';
import { Looker, type SeenWindows } from './looker.js';
import type { Changes, Picture } from './oracle.js';
import { Producer } from './producer.js';
import { RelayOnDisk } from './relay-on-disk.js';
import { type Seen, Viewer } from './viewer.js';
import { differenceOf, isSentRightly, rowsOf, type SeenPart } from './window-oracle.js';

export interface WorldOptions {
  readonly seed: number;
  readonly report: Report;
  /** The relay's code: the shipped one, or one with a mistake in it. */
  readonly bundle?: string;
  /** Milliseconds from quiet until every viewer must be exact. */
  readonly patience?: number;
}

/**
 * Plays one seed: a producer, a relay and viewers, all real, with troubled links between them.
 *
 *     producer ── proxy ──▶ relay ──┬─ proxy ──▶ viewer         what the viewer has after each step is compared with
 *        └─ acks ─▶ oracle          └─ proxy ──▶ viewer …       the oracle at that position
 *
 * The actions are the seed's; what falls between them is the machine's.
 */
export class World implements Scene {
  readonly #options: WorldOptions;
  readonly random: Random;
  readonly #report: Report;
  readonly relay: RelayOnDisk;
  readonly feed: FaultProxy;
  readonly producer: Producer;
  readonly dashboard: Dashboard;
  readonly #viewers: Viewer[] = [];
  readonly #left: Viewer[] = [];
  readonly #lookers: Looker[] = [];
  readonly #done: string[] = [];
  #failure: Error | undefined;

  private constructor(options: WorldOptions, relay: RelayOnDisk, feed: FaultProxy) {
    this.#options = options;
    this.#report = options.report;
    this.random = new Random(options.seed);
    this.relay = relay;
    this.feed = feed;
    this.dashboard = new Dashboard(this.random);
    this.producer = new Producer({
      url: () => this.feed.url,
      relay: () => `http://127.0.0.1:${relay.port}/`,
      fail: this.#fail,
      failure: this.#failed,
    });
  }

  /** Plays a seed; throws if a viewer was ever shown something else than the producer's state, or is not at the end. */
  static async play(options: WorldOptions): Promise<void> {
    const relay = await RelayOnDisk.start(options.bundle === undefined ? {} : { program: options.bundle });
    const world = new World(options, relay, await FaultProxy.before(() => relay.port));
    try {
      await world.#begin();
      const count = world.random.int(30, 80);
      for (let i = 0; i < count; i++) await world.#act();
      await world.#end();
    } catch (error) {
      const did = `after: ${world.#done.slice(-25).join(', ')}`;
      const printed = relay.errors === '' ? '' : `\nthe relay printed: ${relay.errors}`;
      throw new Error(`seed ${options.seed}: ${(error as Error).message}\n${did}${printed}`, { cause: error });
    } finally {
      world.#close();
      await relay.close();
    }
  }

  async #begin(): Promise<void> {
    this.producer.declare(this.dashboard.config);
    await this.producer.linked();
    for (let i = 0; i < LEAST_VIEWERS; i++) await this.join();
    for (let i = 0; i < LOOKERS; i++) {
      this.#lookers.push(await Looker.open(() => this.relay.port, this.random, this.#fail));
    }
  }

  async #act(): Promise<void> {
    const { name, fault, act } = this.#choose();
    this.#done.push(name);
    if (fault !== undefined) this.#report.count(fault);
    await act(this);
    this.#verify();
    const error = this.#failed();
    if (error !== undefined) throw error;
  }

  #choose(): Action {
    let at = this.random.next() * WEIGHT;
    return ACTIONS.find(({ weight }) => (at -= weight) < 0) as Action;
  }

  /** Everything goes well from now on: in a moment every viewer must have exactly what the producer has. */
  async #end(): Promise<void> {
    this.feed.thaw();
    this.feed.slow(undefined);
    this.feed.fragment(false);
    for (const { proxy } of [...this.#viewers, ...this.#lookers]) {
      proxy.thaw();
      proxy.slow(undefined);
      proxy.fragment(false);
    }
    await this.commit(this.dashboard.everything());
    await this.commit(this.dashboard.changes());
    await this.producer.settled();
    for (const viewer of this.#viewers) {
      await until(() => viewer.isOpen, 'an open link', { failure: this.#failed });
      viewer.pace(VISIBLE);
      viewer.resume();
    }
    const start = performance.now();
    const { patience = PATIENCE } = this.#options;
    for (const [i, viewer] of this.#viewers.entries()) {
      const isExact = () => {
        this.#verify();
        return this.#isExact(viewer);
      };
      await until(isExact, `viewer ${i} is exact at the end`, { patience, failure: this.#failed }).catch((error) => {
        throw this.#failed() ?? new Error(`${error.message}: ${this.#standing(viewer)}`);
      });
    }
    for (const [i, looker] of this.#lookers.entries()) {
      const isExact = () => {
        this.#verify();
        return this.#hasWindows(looker);
      };
      await until(isExact, `looker ${i} is exact at the end`, { patience, failure: this.#failed });
    }
    this.#report.longest = Math.max(this.#report.longest, performance.now() - start);
    for (const { seen } of [...this.#viewers, ...this.#left, ...this.#lookers]) {
      if (seen[0] === undefined) continue;
      const { epoch, position } = seen[0];
      throw new Error(`a viewer was shown position ${position} of ${epoch}, which the producer knows nothing of`);
    }
    this.#report.seeds++;
  }

  /** Whether a viewer has all its widgets as they are now; each step it took has been compared before. */
  #isExact(viewer: Viewer): boolean {
    const { epoch, position } = this.producer.oracle;
    const { newest } = viewer;
    if (newest?.epoch !== epoch || newest.position !== position) return false;
    const shown = this.producer.oracle.at(position);
    const isSeen = (id: string) =>
      viewer.phaseOf(id) === 'window' ? newest.parts.some(({ widget }) => widget === id) : newest.widgets.has(id);
    return viewer.widgets.every((id) =>
      shown?.has(id) ? isSeen(id) : viewer.phaseOf(id) === 'waiting' && !isSeen(id),
    );
  }

  /** Whether all windows of widgets that are there show what was asked for last, as it is now. */
  #hasWindows({ newest, widgets, unanswered }: Looker): boolean {
    const { epoch, position } = this.producer.oracle;
    if (newest?.epoch !== epoch || newest.position !== position) return false;
    const shown = this.producer.oracle.at(position);
    const isThere = (id: string) => shown?.has(id) === true;
    return newest.parts.length === widgets.filter(isThere).length && !unanswered.some(isThere);
  }

  #standing(viewer: Viewer): string {
    const { epoch, position } = this.producer.oracle;
    const phases = viewer.widgets.map((id) => `${id} ${viewer.phaseOf(id)}`).join(', ');
    const { newest } = viewer;
    const last = `link ${viewer.hub.status.link}, last messages: ${viewer.lastMessages.join(' ')}`;
    return `it is at ${newest?.position} of ${newest?.epoch} (${phases}; ${last}); the relay is at ${position} of ${epoch}`;
  }

  /** Compares what viewers were shown, as far as it is known what they should have been. */
  #verify(): void {
    for (const viewer of [...this.#viewers, ...this.#left]) {
      viewer.seen = viewer.seen.filter((seen) => !this.#compare(seen));
    }
    for (const looker of this.#lookers) looker.seen = looker.seen.filter((seen) => !this.#compareWindows(seen));
  }

  #compareWindows({ epoch, position, parts }: SeenWindows): boolean {
    const right = this.producer.oracleOf(epoch)?.at(position);
    if (right === undefined) return false;
    this.#compareParts(parts, right, position);
    return true;
  }

  #compareParts(parts: readonly SeenPart[], right: ReadonlyMap<string, Picture>, position: number): void {
    for (const part of parts) {
      this.#report.windows++;
      const picture = right.get(part.widget);
      const difference = picture === undefined ? 'there, though its widget is not' : differenceOf(part, picture);
      if (difference === undefined) continue;
      const asked = JSON.stringify(part.request);
      this.#fail(new Error(`window of "${part.widget}" at ${position}, ${asked}, is ${difference}`));
    }
  }

  #compare({ epoch, position, widgets, parts, phases }: Seen): boolean {
    const right = this.producer.oracleOf(epoch)?.at(position);
    if (right === undefined) return false;
    for (const [id, picture] of widgets) {
      this.#report.compared++;
      if (right.get(id) === picture) continue;
      this.#fail(new Error(`widget "${id}" at ${position} is ${picture}\nit must be ${right.get(id)}`));
    }
    this.#compareParts(parts, right, position);
    for (const [id, phase] of phases) {
      const rows = rowsOf(right.get(id));
      if (isSentRightly(id, phase, rows)) continue;
      this.#fail(new Error(`widget "${id}" at ${position} has ${rows} rows and is sent in the phase "${phase}"`));
    }
    return true;
  }

  readonly #fail = (error: Error): void => {
    this.#failure ??= error;
  };

  readonly #failed = (): Error | undefined => this.#failure;

  #close(): void {
    for (const viewer of [...this.#viewers, ...this.#left]) {
      this.#report.steps += viewer.steps;
      this.#report.restarts += viewer.restarts;
      this.#report.bytes += viewer.bytes;
      viewer.close();
      this.#report.count('over the limit', viewer.over);
      this.#report.count('below the limit again', viewer.back);
    }
    for (const looker of this.#lookers) looker.close();
    this.#report.count('re-send', this.producer.resent);
    this.producer.drop();
    this.feed.close();
  }

  get looker(): Looker {
    return this.random.pick(this.#lookers);
  }

  get viewer(): Viewer {
    return this.random.pick(this.#viewers);
  }

  async join(): Promise<void> {
    if (this.#viewers.length === MOST_VIEWERS) return;
    const { random } = this;
    const widgets = Dashboard.WIDGETS.filter(() => random.chance(0.8));
    const looks = { widgets, all: random.chance(0.3), view: random.pick(VIEWS) };
    this.#viewers.push(await Viewer.open(() => this.relay.port, looks, this.#fail));
  }

  leave(): void {
    if (this.#viewers.length <= LEAST_VIEWERS) return;
    const [viewer] = this.#viewers.splice(this.random.int(0, this.#viewers.length - 1), 1) as [Viewer];
    viewer.leave();
    this.#left.push(viewer);
  }

  async commit(...pieces: readonly Changes[]): Promise<void> {
    this.#report.commits++;
    await this.producer.commit(...pieces);
  }

  async restart(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.relay.kill();
    await meanwhile();
    await this.relay.start();
  }
}

/** How pages look at tables that are too large to come whole. */
const VIEWS: readonly WindowOptions[] = [
  {},
  { sort: [['__proto__', 'desc']] },
  { sort: [['text', 'asc']], filter: [['__proto__', '>=', 2]] },
];
const MOST_VIEWERS = 7;
const LEAST_VIEWERS = 3;
const LOOKERS = 2;
const WEIGHT = ACTIONS.reduce((sum, { weight }) => sum + weight, 0);
/** Milliseconds. Less than the relay's heartbeat here, which would mend what was left out. */
const PATIENCE = 60_000;
