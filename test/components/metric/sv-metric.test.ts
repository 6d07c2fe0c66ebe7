import { expect, nextFrame } from '@open-wc/testing';
import type { SvMetric } from '../../../src/components/metric/sv-metric.js';
import { Collection } from '../../../src/core/collection.js';
import type { Column, KeyedRow, Value } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { countListeners, drawn, elementOf, inState, onRelay, part, START, textOf } from '../value-fixture.js';

const LINES: readonly Column[] = [
  { name: 'time', type: 'datetime', zone: 'UTC' },
  { name: 'value', type: 'number' },
  { name: 'series', type: 'string' },
];

/** The first two colours of series. */
const BLUE = [15, 98, 196];
const ORANGE = [224, 96, 10];

/** One point a second in each series. */
function pointsOf(series: Readonly<Record<string, readonly Value[]>>): KeyedRow[] {
  return Object.entries(series).flatMap(([name, values]) =>
    values.map((value, i): KeyedRow => [`${name}${i}`, START + i * 1000, value, name]),
  );
}

function collectionOf(rows: Iterable<KeyedRow>, columns = LINES): Collection {
  const collection = new Collection({ columns });
  collection.replace(rows);
  return collection;
}

async function metricOf(collection: Collection, attributes: Record<string, string> = {}): Promise<SvMetric> {
  const metric = await elementOf<SvMetric>('sv-metric', collection, attributes);
  metric.style.setProperty('inline-size', '600px');
  metric.style.setProperty('block-size', '240px');
  await drawn(metric);
  return metric;
}

const level = (length: number, value = 5): number[] => new Array<number>(length).fill(value);

/** In how many columns of the plot, from `from` to `to` of its width, a colour is seen. */
function inkOf(metric: SvMetric, [red, green, blue]: readonly number[], from = 0, to = 1): number {
  const canvas = metric.shadowRoot?.querySelector('canvas');
  if (!canvas) return 0;
  const scale = canvas.width / canvas.clientWidth;
  const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = part(metric, '.plot');
  const x = Math.round((offsetLeft + offsetWidth * from) * scale);
  const width = Math.round(offsetWidth * (to - from) * scale);
  const height = Math.round(offsetHeight * scale);
  const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
    x,
    Math.round(offsetTop * scale),
    width,
    height,
  );
  const near = (value: number | undefined, wanted: number | undefined) => Math.abs((value ?? 0) - (wanted ?? 0)) < 24;
  let columns = 0;
  for (let c = 0; c < width; c++) {
    for (let r = 0; r < height; r++) {
      const i = 4 * (r * width + c);
      if ((data[i + 3] ?? 0) < 200 || !near(data[i], red) || !near(data[i + 1], green) || !near(data[i + 2], blue))
        continue;
      columns++;
      break;
    }
  }
  return columns;
}

function pointer(metric: SvMetric, type: string, share: number): void {
  const plot = part(metric, '.plot');
  const { left, width, top } = plot.getBoundingClientRect();
  plot.setPointerCapture = () => {}; // Only a real pointer can be captured
  const options = { clientX: left + width * share, clientY: top + 20, button: 0, pointerId: 1, bubbles: true };
  plot.dispatchEvent(new PointerEvent(type, options));
}

async function press(metric: SvMetric, key: string): Promise<void> {
  part(metric, '.plot').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await drawn(metric);
}

async function drag(metric: SvMetric, from: number, to: number): Promise<void> {
  pointer(metric, 'pointerdown', from);
  pointer(metric, 'pointermove', to);
  pointer(metric, 'pointerup', to);
  pointer(metric, 'pointerleave', to);
  await drawn(metric);
}

const legend = (metric: SvMetric) =>
  [...(metric.shadowRoot?.querySelectorAll('.legend button') ?? [])].map((one) =>
    one.textContent?.replace(/\s+/g, ' ').trim(),
  );

/** The first gesture on a page loads what follows it. */
before(async () => {
  const metric = await metricOf(collectionOf(pointsOf({ Web: level(9) })));
  pointer(metric, 'pointermove', 0.5);
  await waitUntil(() => metric.shadowRoot?.querySelector('.tip'));
});

describe('<sv-metric>', () => {
  it('draws each series in its colour, with its newest value in the legend', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: level(60, 238), Mobile: level(60, 151) })), {
      unit: '/s',
    });
    expect(inkOf(metric, BLUE)).to.be.greaterThan(500);
    expect(inkOf(metric, ORANGE)).to.be.greaterThan(500);
    expect(legend(metric)).to.deep.equal(['Web 238', 'Mobile 151']);
    expect(part(metric, 'canvas').getAttribute('aria-label')).to.match(
      /^Latency from .* to .*\. Web 238\/s, Mobile 151\/s\.$/,
    );
    await expect(metric).to.be.accessible();
  });

  it('follows its collection: points that come, late ones, changed ones, deletes', async () => {
    const points = collectionOf(pointsOf({ Web: level(10, 5) }));
    const metric = await metricOf(points);
    points.apply({
      up: [
        ['new', START + 10_000, 7, 'Web'],
        ['late', START - 5000, 1, 'Web'],
      ],
    });
    await drawn(metric);
    expect(legend(metric)).to.deep.equal(['Web 7']);
    points.upsert('new', START + 10_000, 8, 'Web');
    await drawn(metric);
    expect(legend(metric)).to.deep.equal(['Web 8']);
    points.delete('new');
    await drawn(metric);
    expect(legend(metric)).to.deep.equal(['Web 5']);
  });

  it('switches a series off and on by its name in the legend', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: level(60, 2), Mobile: level(60, 8) })));
    const mobile = part(metric, '.legend li:last-child button');
    mobile.click();
    await drawn(metric);
    expect(mobile.getAttribute('aria-pressed')).to.equal('false');
    expect(inkOf(metric, ORANGE)).to.equal(0);
    expect(inkOf(metric, BLUE)).to.be.greaterThan(500);
    await expect(metric).to.be.accessible();
    mobile.click();
    await drawn(metric);
    expect(inkOf(metric, ORANGE)).to.be.greaterThan(500);
  });

  it('has its whole title beside the legend of many series', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `region number ${i}`);
    const metric = await metricOf(collectionOf(pointsOf(Object.fromEntries(names.map((name) => [name, level(5)])))));
    metric.style.setProperty('inline-size', '780px');
    metric.heading = 'Orders per second';
    await drawn(metric);
    const { scrollWidth, clientWidth } = part(metric, 'h2');
    expect(scrollWidth).to.equal(clientWidth);
  });

  it('says how many series have no room in a low chart, and brings them into sight', async () => {
    const names = ['Web', 'Api', 'Jobs', 'Mail'];
    const points = collectionOf(pointsOf(Object.fromEntries(names.map((name) => [name, level(5)]))));
    const metric = await metricOf(points);
    const isSeen = (name: string) => {
      const list = part(metric, '.legend').getBoundingClientRect();
      const item = [...(metric.shadowRoot?.querySelectorAll('.legend li') ?? [])].find(({ textContent }) =>
        textContent?.includes(name),
      );
      const { top = 0, bottom = 0 } = item?.getBoundingClientRect() ?? {};
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    };
    const seen = () => names.filter(isSeen);
    expect([seen(), textOf(metric, '.rest')]).to.deep.equal([names, '']);
    metric.style.setProperty('inline-size', '190px');
    metric.style.setProperty('block-size', '130px');
    const isTold = () => seen().length < names.length && textOf(metric, '.rest') === `+${names.length - seen().length}`;
    await waitUntil(isTold, 'it says how many');
    expect(part(metric, '.rest').getAttribute('aria-label')).to.match(/^\d more series$/);
    await expect(metric).to.be.accessible();
    const found = new Set(seen());
    for (let press = 0; press < names.length; press++) {
      part(metric, '.rest').click();
      for (const name of seen()) found.add(name);
    }
    expect([...found].sort()).to.deep.equal([...names].sort());
    await waitUntil(isTold, 'of those that are not seen now');
    metric.style.setProperty('inline-size', '600px');
    metric.style.setProperty('block-size', '240px');
    await waitUntil(() => textOf(metric, '.rest') === '', 'all have room');
  });

  it('keeps the colour of a series while others come and go', async () => {
    const points = collectionOf(pointsOf({ Web: level(60, 2), Mobile: level(60, 8) }));
    const metric = await metricOf(points);
    points.apply({ del: pointsOf({ Web: level(60) }).map(([key]) => key) });
    await drawn(metric);
    expect(legend(metric)).to.deep.equal(['Mobile 8']);
    expect(inkOf(metric, ORANGE)).to.be.greaterThan(500);
    expect(inkOf(metric, BLUE)).to.equal(0);
  });

  it('needs no series: a single line has its newest value and no switch', async () => {
    const rows = level(60).map((value, i): KeyedRow => [String(i), START + i * 1000, value]);
    const metric = await metricOf(collectionOf(rows, LINES.slice(0, 2)), { unit: 'ms' });
    expect(textOf(metric, '.newest')).to.equal('5 ms');
    expect(legend(metric)).to.deep.equal([]);
    await expect(metric).to.be.accessible();
  });

  it('shows a gap as a gap, whether time is missing or a value', async () => {
    const long = pointsOf({ Web: level(100) }).filter((_, i) => i < 40 || i > 60);
    const metric = await metricOf(collectionOf(long));
    expect(inkOf(metric, BLUE, 0.42, 0.58)).to.equal(0);
    expect(inkOf(metric, BLUE, 0, 0.38)).to.be.greaterThan(180);
    const values: Value[] = level(100);
    for (let i = 40; i <= 60; i++) values[i] = i % 2 ? null : 'NaN';
    const missing = await metricOf(collectionOf(pointsOf({ Web: values })));
    expect(inkOf(missing, BLUE, 0.42, 0.58)).to.equal(0);
  });

  it('draws a hundred points a pixel as one line without holes', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i): KeyedRow => [String(i), START + i * 10, Math.sin(i), 'Web']);
    const metric = await metricOf(collectionOf(rows));
    expect(inkOf(metric, BLUE, 0.02, 0.98)).to.equal(Math.round(part(metric, '.plot').offsetWidth * 0.96));
  });

  it('draws a point that is alone, and a constant', async () => {
    expect(inkOf(await metricOf(collectionOf(pointsOf({ Web: [5] }))), BLUE, 0.9)).to.be.greaterThan(0);
    expect(inkOf(await metricOf(collectionOf(pointsOf({ Web: [0, 0, 0] }))), BLUE)).to.be.greaterThan(400);
  });

  it('bears every number: infinities, the largest, none at all', async () => {
    const values = ['Infinity', 1e308, -1e308, null, '-Infinity', '9007199254740993', 5];
    const metric = await metricOf(collectionOf(pointsOf({ Web: values, Mobile: [null, null] })));
    expect(legend(metric)).to.deep.equal(['Web 5', 'Mobile –']);
    pointer(metric, 'pointermove', 0);
    await drawn(metric);
    expect(textOf(metric, '.tip')).to.contain('∞');
  });

  it('says so when there are no points', async () => {
    const metric = await metricOf(collectionOf([]));
    expect(textOf(metric, '.message')).to.equal('No points yet');
    await expect(metric).to.be.accessible();
  });

  it('shows as much as its span says', async () => {
    const points = collectionOf(pointsOf({ Web: level(100) }));
    const metric = await metricOf(points, { span: '200' });
    expect(inkOf(metric, BLUE, 0, 0.48)).to.equal(0);
    metric.span = 50;
    await drawn(metric);
    expect(inkOf(metric, BLUE, 0, 0.48)).to.be.greaterThan(200);
    metric.span = -5;
    await drawn(metric);
    expect(textOf(metric, '.message')).to.equal(
      'Cannot draw this chart span is -5; it should be a number of seconds above 0',
    );
  });

  it('offers all there is when the span has no points', async () => {
    const now = Date.now();
    const rows = level(30).map((value, i): KeyedRow => [String(i), now - 50_000 + i * 1000, value, 'Web']);
    const metric = await metricOf(collectionOf(rows), { span: '10' });
    expect(textOf(metric, '.message strong')).to.equal('No points in the last 10 s');
    await expect(metric).to.be.accessible();
    part(metric, '.message button').click();
    await drawn(metric);
    expect(metric.shadowRoot?.querySelector('.message')).to.equal(null);
    expect(inkOf(metric, BLUE)).to.be.greaterThan(100);
  });

  it('takes plain numbers for its horizontal axis', async () => {
    const columns: readonly Column[] = [{ name: 'time', type: 'integer' }, ...LINES.slice(1)];
    const rows = level(100).map((value, i): KeyedRow => [String(i), i, value, 'train']);
    const metric = await metricOf(collectionOf(rows, columns));
    pointer(metric, 'pointermove', 0.5);
    await drawn(metric);
    expect(Number(textOf(metric, '.tip time'))).to.be.closeTo(50, 1);
  });

  it('follows the theme around it', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: level(60) })));
    metric.style.setProperty('color-scheme', 'dark');
    await waitUntil(() => inkOf(metric, [120, 182, 248]) > 500);
    metric.style.setProperty('--sv-series-1', 'rgb(200, 0, 0)');
    await waitUntil(() => inkOf(metric, [200, 0, 0]) > 500);
  });

  it('fills the size that it gets', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: level(60) })));
    metric.style.setProperty('inline-size', '300px');
    await waitUntil(() => part<HTMLCanvasElement>(metric, 'canvas').width < 310 * devicePixelRatio);
    await drawn(metric);
    expect(inkOf(metric, BLUE)).to.be.within(200, 300 * devicePixelRatio);
  });

  it('names the column that is missing', async () => {
    const metric = await metricOf(collectionOf([], [{ name: 'region', type: 'string' }]));
    expect(textOf(metric, '.message')).to.equal(
      'Cannot draw this chart Column "time" is not in this collection; it has: region',
    );
    await expect(metric).to.be.accessible();
  });

  it('lets go of its collection when it leaves the page, and comes back with what is true then', async () => {
    const points = collectionOf(pointsOf({ Web: level(10) }));
    const listeners = countListeners(points);
    const metric = await metricOf(points);
    const parent = metric.parentElement;
    metric.remove();
    expect(listeners()).to.equal(0);
    points.upsert('new', START + 60_000, 9, 'Web');
    parent?.append(metric);
    await drawn(metric);
    expect(legend(metric)).to.deep.equal(['Web 9']);
    expect(inkOf(metric, BLUE)).to.be.greaterThan(50);
  });
});

describe('the crosshair of <sv-metric>', () => {
  const ramp = Array.from({ length: 101 }, (_, i) => i);

  it('reads the nearest point of each series below the pointer', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp, Mobile: level(101, 3) })), { unit: '/s' });
    pointer(metric, 'pointermove', 0.5);
    await drawn(metric);
    const [, web, mobile] =
      /Web (\d+)\/s Mobile (\d+)\/s$/.exec(
        textOf(metric, '.tip')
          .replace(/([a-z])(\d)/g, '$1 $2')
          .replace(/s([A-Z])/g, 's $1'),
      ) ?? [];
    expect(Number(web)).to.be.closeTo(50, 1);
    expect(mobile).to.equal('3');
    await expect(metric).to.be.accessible();
    pointer(metric, 'pointerleave', 0.5);
    await drawn(metric);
    expect(metric.shadowRoot?.querySelector('.tip')).to.equal(null);
  });

  it('shows what is new below a pointer that does not move', async () => {
    const points = collectionOf(pointsOf({ Web: level(101, 5) }));
    const metric = await metricOf(points);
    pointer(metric, 'pointermove', 0.5);
    await drawn(metric);
    points.apply({ up: pointsOf({ Web: level(101, 6) }) });
    await drawn(metric);
    expect(textOf(metric, '.tip b')).to.equal('6');
  });

  it('does not paint the chart anew', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp })));
    const pen = part<HTMLCanvasElement>(metric, 'canvas').getContext('2d') as CanvasRenderingContext2D;
    let paints = 0;
    pen.clearRect = () => paints++;
    pointer(metric, 'pointermove', 0.3);
    await drawn(metric);
    pointer(metric, 'pointermove', 0.6);
    await drawn(metric);
    expect(paints).to.equal(0);
  });

  it('moves by the arrow keys, point by point, and is spoken then', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp })));
    await press(metric, 'End');
    expect(textOf(metric, '.tip b')).to.equal('100');
    await press(metric, 'ArrowLeft');
    await press(metric, 'ArrowLeft');
    expect(textOf(metric, '.tip b')).to.equal('98');
    await press(metric, 'ArrowRight');
    expect(textOf(metric, '[role=status]')).to.match(/14:31:39: Web 99$/);
    await press(metric, 'Home');
    expect(textOf(metric, '.tip b')).to.equal('0');
    await expect(metric).to.be.accessible();
  });
});

describe('the zoom of <sv-metric>', () => {
  const ramp = Array.from({ length: 101 }, (_, i) => i);
  const shown = async (metric: SvMetric) => {
    const values: number[] = [];
    for (const key of ['Home', 'End']) {
      await press(metric, key);
      values.push(Number(textOf(metric, '.tip b')));
    }
    pointer(metric, 'pointerleave', 0);
    return values;
  };

  it('is what was dragged over, until Escape, a double click or the pill', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp })));
    const resumes = [
      () => press(metric, 'Escape'),
      () => part(metric, '.plot').dispatchEvent(new MouseEvent('dblclick')),
      () => part(metric, '.pill').click(),
    ];
    for (const resume of resumes) {
      await drag(metric, 0.2, 0.6);
      const [first = 0, last = 0] = await shown(metric);
      expect(first).to.be.closeTo(20, 2);
      expect(last).to.be.closeTo(60, 2);
      await expect(metric).to.be.accessible();
      await resume();
      await drawn(metric);
      expect(await shown(metric)).to.deep.equal([0, 100]);
      expect(metric.shadowRoot?.querySelector('.pill')).to.equal(null);
    }
  });

  it('stays while data comes', async () => {
    const points = collectionOf(pointsOf({ Web: ramp }));
    const metric = await metricOf(points);
    await drag(metric, 0.2, 0.6);
    const before = await shown(metric);
    points.upsert('new', START + 200_000, 500, 'Web');
    await drawn(metric);
    expect(await shown(metric)).to.deep.equal(before);
  });

  it('is done by plus and minus too, around the crosshair', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp })));
    await press(metric, 'Home');
    await press(metric, '+');
    expect((await shown(metric))[1]).to.be.closeTo(50, 2);
    await press(metric, 'Home');
    await press(metric, '-');
    expect(await shown(metric)).to.deep.equal([0, 100]);
  });

  it('is not meant by a click', async () => {
    const metric = await metricOf(collectionOf(pointsOf({ Web: ramp })));
    await drag(metric, 0.2, 0.203);
    expect(metric.shadowRoot?.querySelector('.pill')).to.equal(null);
  });
});

describe('<sv-metric> on a relay', () => {
  const recent = (values: readonly number[]): KeyedRow[] =>
    values.map((value, i) => [`p${i}`, Date.now() - (values.length - i) * 500, value, 'Web']);

  it('waits, lives, is stale over a gap, and keeps its lines when the relay is away', async () => {
    const widget = { widget_type: 'metric', columns: LINES, thresholds: [[6, 'warn']] } as const;
    const { element: metric, relay, feed } = await onRelay<SvMetric>('sv-metric', widget);
    await inState(metric, 'waiting');
    await waitUntil(() => textOf(metric, '.message').includes('Waiting for the first row of Latency'));
    await expect(metric).to.be.accessible();
    await feed.commit({ latency: { up: recent(level(100)) } });
    await inState(metric, 'live');
    await waitUntil(() => inkOf(metric, BLUE) > 100);
    await expect(metric).to.be.accessible();
    await feed.drop();
    await inState(metric, 'stale');
    await drawn(metric);
    expect(inkOf(metric, BLUE)).to.equal(0); // Faint
    expect(legend(metric)).to.deep.equal(['Web 5']);
    await expect(metric).to.be.accessible();
    await relay.kill();
    await inState(metric, 'reconnecting');
    expect(legend(metric)).to.deep.equal(['Web 5']);
    await expect(metric).to.be.accessible();
  });

  it('has ended at full strength', async () => {
    const {
      element: metric,
      relay,
      feed,
    } = await onRelay<SvMetric>('sv-metric', { widget_type: 'metric', columns: LINES });
    await feed.commit({ latency: { up: recent(level(100)) } });
    await feed.end();
    await inState(metric, 'ended');
    await waitUntil(() => inkOf(metric, BLUE) > 100);
    await relay.kill();
  });

  it('moves on while the stream is quiet, by its own clock', async () => {
    const {
      element: metric,
      relay,
      feed,
    } = await onRelay<SvMetric>('sv-metric', { widget_type: 'metric', columns: LINES });
    metric.span = 2;
    await feed.commit({ latency: { up: recent(level(20)) } });
    await waitUntil(() => inkOf(metric, BLUE) > 100);
    await waitUntil(() => textOf(metric, '.message strong') === 'No points in the last 2 s', undefined);
    await relay.kill();
  });

  it('is painted now and then while nobody can see it, at once for a picture of the whole page, and when it comes into sight', async () => {
    const points = collectionOf(pointsOf({ Web: level(10) }));
    const metric = await metricOf(points);
    metric.style.setProperty('margin-block-start', '5000px');
    for (let frame = 0; frame < 5; frame++) await nextFrame();
    const pen = part<HTMLCanvasElement>(metric, 'canvas').getContext('2d') as CanvasRenderingContext2D;
    const clear = pen.clearRect.bind(pen);
    let paints = 0;
    pen.clearRect = (...box) => {
      paints++;
      clear(...box);
    };
    points.upsert('Api0', START, 7, 'Api');
    points.upsert('Api1', START + 9000, 7, 'Api');
    await waitUntil(() => inkOf(metric, ORANGE) > 100, 'it has the new line');
    expect(metric.getBoundingClientRect().top).to.be.above(innerHeight);

    const { now } = performance;
    const moment = performance.now();
    try {
      performance.now = () => moment; // No time passes
      paints = 0;
      for (let value = 0; value < 5; value++) {
        points.upsert('Api1', START + 9000, value, 'Api');
        await drawn(metric);
      }
      expect(paints, 'in no time').to.equal(0);
      window.dispatchEvent(new Event('resize'));
      await metric.updateComplete;
      expect(paints, 'resized').to.be.above(0);
    } finally {
      performance.now = now;
    }
    points.upsert('Api1', START + 9000, 9, 'Api');
    paints = 0;
    metric.scrollIntoView();
    await waitUntil(() => paints > 0);
  });
});
