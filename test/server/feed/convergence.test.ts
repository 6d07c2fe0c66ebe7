import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CommitMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { type Fixture, ORDERS, withRelay } from '../../kit/fixture.js';
import type { TestProducer } from '../../kit/producer.js';
import type { TestViewer } from '../../kit/viewer.js';

const WIDGETS = ['a', 'b'];
const PAD = 'x'.repeat(2000);

/** The next thing that the producer or a viewer does. */
type Action =
  | { readonly do: 'commit'; readonly changes: CommitMessage['changes'] }
  | { readonly do: 'end of the run' }
  | { readonly do: 'drop' | 'freeze' | 'thaw'; readonly viewer: number }
  | { readonly do: 'pace'; readonly viewer: number; readonly rate: number }
  | { readonly do: 'wait'; readonly viewer: number };

const key = fc.integer({ min: 0, max: 30 }).map(String);
const row = fc.tuple(key, fc.constant(PAD), fc.integer({ min: 0, max: 3 }));
const change = fc.record({ up: fc.array(row, { maxLength: 12 }), del: fc.array(key, { maxLength: 6 }) });
const viewer = fc.integer({ min: 0, max: 2 });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      changes: fc.dictionary(fc.constantFrom(...WIDGETS), change),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end of the run' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('drop', 'freeze', 'thaw'), viewer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pace' as const), viewer, rate: fc.constantFrom(60, 30, 15) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), viewer }) },
);

/** The rows that the relay should have, by key, in order of first appearance. */
class Oracle {
  readonly widgets = new Map(WIDGETS.map((widget) => [widget, new Map<string, KeyedRow>()]));

  commit(changes: CommitMessage['changes']): void {
    for (const [widget, { up = [], del = [] }] of Object.entries(changes)) {
      const rows = this.widgets.get(widget);
      for (const one of del) rows?.delete(one);
      for (const one of up) rows?.set(one[0], one);
    }
  }

  rows(widget: string): KeyedRow[] {
    return [...(this.widgets.get(widget)?.values() ?? [])];
  }
}

/** A viewer that may lose its link, and resumes from what it had. */
class Page {
  readonly #relay: Fixture;
  viewer: TestViewer;

  private constructor(relay: Fixture, viewer: TestViewer) {
    this.#relay = relay;
    this.viewer = viewer;
  }

  static async open(relay: Fixture): Promise<Page> {
    const page = new Page(relay, await relay.viewer());
    for (const widget of WIDGETS) page.viewer.subscribe(widget);
    return page;
  }

  async drop(): Promise<void> {
    const { hello, widgets } = this.viewer;
    this.viewer.socket.terminate();
    this.viewer = await this.#relay.viewer();
    for (const widget of WIDGETS) {
      const known = widgets.get(widget)?.collection;
      if (known === undefined) this.viewer.subscribe(widget);
      // Resumes from the collection's own position: a widget that is being loaded anew is not at the step's.
      else this.viewer.subscribe(widget, { epoch: hello?.epoch ?? '', after: known.position }, known);
    }
  }
}

async function play(relay: Fixture, actions: readonly Action[]): Promise<void> {
  const oracle = new Oracle();
  const pages = await Promise.all([Page.open(relay), Page.open(relay), Page.open(relay)]);
  let feed = await begin(relay);
  for (const one of actions) {
    if (one.do === 'commit') {
      oracle.commit(one.changes);
      await feed.commit(one.changes);
    } else if (one.do === 'end of the run') {
      await feed.end();
      feed = await begin(relay);
      for (const rows of oracle.widgets.values()) rows.clear();
      await feed.commit({});
    } else {
      const page = pages[one.viewer] as Page;
      if (one.do === 'drop') await page.drop();
      else if (one.do === 'freeze') page.viewer.acknowledges = false;
      else if (one.do === 'thaw') page.viewer.acknowledge();
      else if (one.do === 'pace') page.viewer.send({ type: 'pace', rate: one.rate });
      else if (page.viewer.acknowledges) await reached(page.viewer, await position(feed));
    }
  }
  const last = await position(feed);
  for (const { viewer } of pages) {
    viewer.acknowledge();
    await reached(viewer, last);
    for (const widget of WIDGETS) assert.deepEqual(viewer.rows(widget), oracle.rows(widget));
  }
}

async function begin(relay: Fixture): Promise<TestProducer> {
  const feed = await relay.producer();
  feed.declare({ a: ORDERS.orders, b: ORDERS.orders });
  return feed;
}

/** Asks for the relay's position, by a commit without changes. */
async function position(feed: TestProducer): Promise<number> {
  return (await feed.commit({})).position;
}

function reached(viewer: TestViewer, at: number): Promise<void> {
  return viewer.until(
    () => viewer.position >= at && WIDGETS.every((widget) => viewer.isWhole(widget)),
    `position ${at}`,
  );
}

test('viewers that drop, resume, freeze and slow down end with exactly what was committed', () =>
  fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), (actions) =>
      withRelay({ unacknowledgedFor: 60_000 }, (relay) => play(relay, actions)),
    ),
    { numRuns: 40, endOnFailure: true },
  ));
