import { TestViewer } from '../../test/kit/viewer.js';
import { config, type Scene } from './cases.js';
import { begin } from './links.js';
import { metric, rowsInCommits } from './messages.js';
import { firstBytes } from './requests.js';

function firstRows(viewer: TestViewer): Promise<void> {
  return viewer.until(() => viewer.messages.some(({ type }) => type === 'rows'), 'rows');
}

/** Requests of viewers for two million points, and what a producer does to them. */
export const POINTS: Scene = {
  name: 'two million points',
  widgets: { m: metric(200_000) },
  fill: rowsInCommits('m', 2_000_000, (i) => [`${i}`, i, i, `s${i % 10}`]),
  cases: ({ url, producer }) => [
    {
      kind: 'viewer: subscribe',
      what: 'a first load of two million points',
      send: async () => {
        const viewer = await TestViewer.connect(url);
        viewer.send({ type: 'subscribe', widget: 'm' });
        await firstRows(viewer);
        await viewer.close();
      },
    },
    {
      kind: 'viewer: subscribe',
      what: 'to go on after all but one of two million points',
      send: async () => {
        const viewer = await TestViewer.connect(url);
        viewer.send({ type: 'subscribe', widget: 'm', epoch: viewer.hello?.epoch, after: 2 });
        await firstRows(viewer);
        await viewer.close();
      },
    },
    ...(['unsubscribe', 'pace', 'ack'] as const).map((type) => {
      let viewer: TestViewer;
      return {
        kind: `viewer: ${type}`,
        what: 'of a viewer with 64 subscriptions',
        prepare: async () => {
          viewer = await TestViewer.connect(url);
          for (let i = 0; i < 64; i++) viewer.send({ type: 'subscribe', widget: i === 0 ? 'm' : `none-${i}` });
          await firstRows(viewer);
        },
        send: async () => {
          viewer.send({ type, widget: 'm', rate: 60, frames: 1 });
          await viewer.close();
        },
      };
    }),
    {
      kind: 'HTTP: /live/….ndjson',
      what: 'two million points',
      send: () => firstBytes(`${url}live/m.ndjson`),
    },
    {
      kind: 'producer: config',
      what: 'another max_points for two million points',
      send: async () => {
        producer.send(config({ m: metric(199_999) }));
        await begin(producer, true);
      },
    },
    {
      kind: 'producer: end',
      what: 'of a run that leaves two million points of another behind',
      send: async () => {
        await begin(producer, false);
        producer.send(config({ m: metric(199_999) }));
        producer.send({ type: 'end' });
        await begin(producer, true);
      },
    },
    {
      kind: 'producer: open',
      what: 'a run after another',
      send: () => begin(producer, true),
    },
    {
      kind: 'producer: ping',
      what: 'with what else it might hold',
      send: async () => {
        producer.send({ type: 'ping', padding: 'x'.repeat(8 * 1024 * 1024 - 1024) });
        await begin(producer, true);
      },
    },
  ],
};
