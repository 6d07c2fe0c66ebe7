import { randomUUID } from 'node:crypto';
import type { FaultProxy } from '../kit/fault-proxy.js';
import type { Random } from '../kit/random.js';
import { until } from '../kit/until.js';
import { Dashboard } from './changes.js';
import type { Fault } from './faults.js';
import type { Looker } from './looker.js';
import type { Changes } from './oracle.js';
import type { Producer } from './producer.js';
import type { RelayOnDisk } from './relay-on-disk.js';
import type { Viewer } from './viewer.js';

/** All that an action may reach of the world that is played. */
export interface Scene {
  readonly random: Random;
  readonly dashboard: Dashboard;
  readonly relay: RelayOnDisk;
  readonly producer: Producer;
  /** The producer's way to the relay. */
  readonly feed: FaultProxy;
  /** One of the viewers. */
  readonly viewer: Viewer;
  /** One of those that look through windows. */
  readonly looker: Looker;
  /** Lets a viewer come that looks at most of the widgets. */
  join(): Promise<void>;
  leave(): void;
  commit(...pieces: readonly Changes[]): Promise<void>;
  /** Kills the relay, and starts it again on its port. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

export interface Action {
  readonly name: string;
  /** How often, beside the others. */
  readonly weight: number;
  readonly fault?: Fault;
  readonly act: (world: Scene) => void | Promise<void>;
}

/** Work that goes through when all is well. */
const WORK: readonly Action[] = [
  { name: 'commit', weight: 30, act: (world) => world.commit(world.dashboard.changes()) },
  { name: 'pieces', weight: 4, act: (world) => world.commit(...world.random.some(3, () => world.dashboard.changes())) },
  { name: 'large', weight: 2, act: (world) => world.commit(world.dashboard.large()) },
  { name: 'cross', weight: 4, act: (world) => world.commit(world.dashboard.cross()) },
  { name: 'link', weight: 8, act: (world) => world.producer.linked() },
  { name: 'settle', weight: 3, act: (world) => world.producer.settled() },
  {
    name: 'rest',
    weight: 20,
    act: async ({ random }) => {
      const end = performance.now() + random.int(1, 80);
      await until(() => performance.now() > end, 'a moment');
    },
  },
];

const VIEWERS: readonly Action[] = [
  { name: 'cut', weight: 2.5, fault: 'cut', act: ({ viewer }) => viewer.proxy.cut() },
  { name: 'freeze', weight: 3, fault: 'freeze', act: ({ viewer }) => viewer.proxy.freeze() },
  { name: 'thaw', weight: 5, act: ({ viewer }) => viewer.proxy.thaw() },
  {
    name: 'slow',
    weight: 1.5,
    fault: 'slow',
    act: ({ viewer, random }) => viewer.proxy.slow(random.pick([20_000, 100_000, 1_000_000])),
  },
  { name: 'fast', weight: 1.5, act: ({ viewer }) => viewer.proxy.slow(undefined) },
  { name: 'fragment', weight: 1, fault: 'fragment', act: ({ viewer }) => viewer.proxy.fragment(true) },
  { name: 'pace', weight: 3, fault: 'pace', act: ({ viewer, random }) => viewer.pace(random.pick([60, 30, 15, 8])) },
  { name: 'hide', weight: 1.5, fault: 'hide', act: ({ viewer }) => viewer.pace(HIDDEN) },
  { name: 'show', weight: 3, act: ({ viewer }) => viewer.pace(VISIBLE) },
  {
    name: 'pause',
    weight: 1.5,
    fault: 'pause',
    act: ({ viewer, random }) => viewer.pause(random.pick(Dashboard.WIDGETS)),
  },
  { name: 'resume', weight: 2, act: ({ viewer }) => viewer.resume() },
  { name: 'unwatch', weight: 1, act: ({ viewer, random }) => viewer.unwatch(random.pick(Dashboard.WIDGETS)) },
  { name: 'watch', weight: 2, act: ({ viewer, random }) => viewer.watch(random.pick(Dashboard.WIDGETS)) },
  { name: 'scroll', weight: 4, act: ({ viewer, random }) => viewer.scroll(random) },
  { name: 'join', weight: 1.5, act: (world) => world.join() },
  { name: 'leave', weight: 0.7, act: (world) => world.leave() },
];

const LOOKERS: readonly Action[] = [
  { name: 'move', weight: 20, act: ({ looker }) => looker.move() },
  { name: 'cut looker', weight: 1.5, fault: 'cut', act: ({ looker }) => looker.cut() },
  { name: 'freeze looker', weight: 1.5, fault: 'freeze', act: ({ looker }) => looker.proxy.freeze() },
  { name: 'thaw looker', weight: 3, act: ({ looker }) => looker.proxy.thaw() },
  { name: 'slow looker', weight: 1, fault: 'slow', act: ({ looker }) => looker.proxy.slow(50_000) },
  { name: 'fast looker', weight: 1, act: ({ looker }) => looker.proxy.slow(undefined) },
];

const PRODUCER: readonly Action[] = [
  {
    name: 'config',
    weight: 3,
    fault: 'config change',
    act: ({ producer, dashboard }) => producer.declare(dashboard.reconfigure()),
  },
  { name: 'refusal', weight: 0.8, fault: 'refusal', act: (world) => world.commit(world.dashboard.wrong()) },
  { name: 'flood', weight: 0.6, fault: 'floor', act: (world) => world.commit(world.dashboard.flood()) },
  { name: 'cut feed', weight: 2.5, fault: 'cut', act: ({ feed }) => feed.cut() },
  { name: 'fragment feed', weight: 0.7, fault: 'fragment', act: ({ feed }) => feed.fragment(true) },
  { name: 'send again', weight: 1.5, act: ({ producer }) => producer.sendAgain() },
  {
    name: 'come back while the former link is frozen',
    weight: 1,
    fault: 'freeze',
    act: async ({ producer, feed, dashboard }) => {
      // Before the freeze, for nothing is acknowledged on a frozen link.
      await producer.settled();
      await producer.linked();
      feed.freeze();
      await producer.commit(dashboard.changes());
      await producer.abandon();
      feed.thaw();
    },
  },
  {
    name: 'take-over',
    weight: 1.5,
    fault: 'take-over',
    act: async ({ producer, dashboard, random }) => {
      // Whether the first commit has arrived cannot be told by the position: without it there is another one as well.
      if (producer.oracle.hasFormer) await producer.settled();
      if (random.chance(0.5)) producer.end();
      const run = producer.runs.size > 0 && random.chance(0.4) ? random.pick([...producer.runs]) : randomUUID();
      await producer.takeOver(run, random.chance(0.4), dashboard.config);
    },
  },
  {
    name: 'another run comes and goes',
    weight: 1.5,
    fault: 'in turn',
    act: ({ producer, dashboard, random }) =>
      producer.giveWay(random.chance(0.4), dashboard.ofAnother(), random.chance(0.3)),
  },
];

const RELAY: readonly Action[] = [
  { name: 'kill', weight: 1, fault: 'kill', act: (world) => world.restart() },
  {
    name: 'kill, and wipe the state',
    weight: 0.25,
    fault: 'new epoch',
    act: async (world) => {
      const { producer, relay } = world;
      await producer.settled();
      producer.expectLoss();
      await world.restart(() => relay.wipe());
      await producer.linked();
    },
  },
  {
    name: 'kill, and damage the last commit',
    weight: 0.35,
    fault: 'new epoch',
    act: async (world) => {
      const { producer, relay, dashboard } = world;
      await producer.settled();
      const before = producer.oracle.continuedAs('');
      await producer.commit(dashboard.everything());
      await producer.settled();
      producer.expectLoss(before, producer.oracle);
      await world.restart(() => relay.damage());
      await producer.linked();
    },
  },
];

/** All that may happen. */
export const ACTIONS = [...WORK, ...VIEWERS, ...LOOKERS, ...PRODUCER, ...RELAY];

/** Steps a second. */
export const VISIBLE = 30;
const HIDDEN = 0.5;
