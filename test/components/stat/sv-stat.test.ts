import { expect } from '@open-wc/testing';
import type { SvStat } from '../../../src/components/stat/sv-stat.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import {
  countListeners,
  drawn,
  elementOf,
  inState,
  onRelay,
  part,
  rowsOf,
  START,
  textOf,
  valuesOf,
} from '../value-fixture.js';

/** A network that swallows everything: no relay can be that silent on demand. */
class SilentWebSocket extends EventTarget {
  readonly readyState = 0;
  close(): void {}
}

const statOf = (collection: Collection | undefined, attributes: Record<string, string> = {}) =>
  elementOf<SvStat>('sv-stat', collection, attributes);

describe('<sv-stat>', () => {
  it('shows the newest value with its unit: a currency before it, all else after', async () => {
    const stat = await statOf(valuesOf([100, 486_213]), { unit: '$' });
    expect(textOf(stat, '.title')).to.equal('Latency');
    expect(textOf(stat, '.value')).to.equal('$486,213');
    expect(part(stat, 'small').className).to.equal('before');
    stat.unit = 'ms';
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('486,213ms');
    await expect(stat).to.be.accessible();
  });

  it('shows what changed last, whatever its time: newer rows, changed ones, earlier ones, deletes', async () => {
    const values = valuesOf([1, 2]);
    const stat = await statOf(values);
    const shows = async (text: string) => {
      await drawn(stat);
      expect(textOf(stat, '.value')).to.equal(text);
    };
    values.upsert('2', START + 2000, 3);
    await shows('3');
    values.upsert('2', START + 2500, 4);
    await shows('4');
    values.upsert('late', START - 1000, 99);
    await shows('99');
    values.upsert('0', START, 98);
    await shows('98');
    values.delete('0');
    await shows('99');
    values.apply({ del: ['late', '2'] });
    await shows('2');
  });

  it('shows what changed last also if that was before it was there', async () => {
    const values = valuesOf([1, 2, 3]);
    values.upsert('0', START, 7);
    const stat = await statOf(values);
    expect(textOf(stat, '.value')).to.equal('7');
    expect(textOf(stat, '.delta')).to.equal('+133.3%vs previous');
  });

  it('goes on drawing when the clock of its producer was set back', async () => {
    const values = valuesOf([1, 2, 3]);
    const stat = await statOf(values);
    for (let i = 0; i < 3; i++) values.upsert(`back-${i}`, START - 3_600_000 + i * 1000, 10 - i);
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('8');
    expect(textOf(stat, '.delta')).to.equal('−11.1%vs previous');
    // Six points, none before the one that came before it.
    const xs = (part(stat, '.line').getAttribute('d') ?? '').match(/(?<=[ML])[\d.]+/g)?.map(Number) ?? [];
    expect(xs).to.deep.equal([0, 25, 50, 50, 75, 100]);
  });

  it('shows the change that its producer sends', async () => {
    const columns = [...valuesOf([]).columns, { name: 'delta', type: 'any' as const }];
    const values = new Collection({ columns });
    values.replace([
      ['a', START, 10, null],
      ['b', START + 1000, 12, -7.5],
    ]);
    const stat = await statOf(values);
    expect(textOf(stat, '.delta')).to.equal('−7.50vs previous');
    values.upsert('c', START + 2000, 15, null);
    await drawn(stat);
    expect(textOf(stat, '.delta')).to.equal('+25.0%vs previous');
  });

  it('shows a text in its column of numbers as it is', async () => {
    const stat = await statOf(valuesOf([1, '1.5E+400']));
    expect(textOf(stat, '.value')).to.equal('1.5E+400');
  });

  it('says how much that is more or less than before, and than when', async () => {
    const stat = await statOf(valuesOf([100, 110, 120, 150]));
    expect(textOf(stat, '.delta')).to.equal('+25.0%vs previous');
    stat.delta = '2s';
    await drawn(stat);
    expect(textOf(stat, '.delta')).to.equal('+36.4%vs 2 s before');
    stat.delta = 'start';
    await drawn(stat);
    expect(textOf(stat, '.delta')).to.contain('+50.0%since');
  });

  it('says with colour whether a change is good only if the thresholds tell', async () => {
    const stat = await statOf(valuesOf([196, 184]), { unit: 'ms' });
    expect(part(stat, '.delta b').className).to.equal('');
    stat.thresholds = '250 warn, 400 bad';
    await drawn(stat);
    expect(part(stat, '.delta b').className).to.equal('good');
    stat.thresholds = '0 bad, 100 good';
    await drawn(stat);
    expect(part(stat, '.delta b').className).to.equal('bad');
  });

  it('says in words and colour which limit was passed', async () => {
    const stat = await statOf(valuesOf([2.31]), { unit: '%', thresholds: '2 warn, 5 bad' });
    expect(textOf(stat, '.limit')).to.equal('above 2%');
    expect(part(stat, '.value').classList.contains('warn')).to.equal(true);
    await expect(stat).to.be.accessible();
    stat.thresholds = '0 bad, 99 good';
    await drawn(stat);
    expect(textOf(stat, '.limit')).to.equal('below 99%');
  });

  it('draws the older values beside it, none for a single one', async () => {
    const stat = await statOf(valuesOf([1, 3, 2]));
    expect(part(stat, '.line').getAttribute('d')?.split('L')).to.have.length(3);
    const { width, height } = part(stat, '.spark circle').getBoundingClientRect();
    expect(width, 'the dot is round although the line is stretched').to.be.closeTo(5, 0.1);
    expect(height).to.be.closeTo(5, 0.1);
    const single = await statOf(valuesOf([1]));
    expect(single.shadowRoot?.querySelector('.spark')).to.equal(null);
  });

  it('draws the last 15 minutes only', async () => {
    const values = valuesOf([1, 2]);
    values.upsert('later', START + 900_500, 3);
    const stat = await statOf(values);
    expect(part(stat, '.line').getAttribute('d')?.split('L')).to.have.length(2);
  });

  it('shows text and booleans without a change and a line', async () => {
    const stat = await statOf(valuesOf(['ok', 'degraded'], 'string'));
    expect(textOf(stat, '.value')).to.equal('degraded');
    expect(stat.shadowRoot?.querySelector('.spark, .delta')).to.equal(null);
    stat.collection = valuesOf([false, true], 'boolean');
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('true');
  });

  it('shows a dash for no value, whether null, NaN or no row', async () => {
    for (const values of [[1, null], [1, 'NaN'], []]) {
      const stat = await statOf(valuesOf(values));
      expect(textOf(stat, '.value')).to.equal('–');
      expect(textOf(stat, '.message-line')).to.equal('No value');
      await expect(stat).to.be.accessible();
    }
  });

  it('is compact where the number has no room, with all of it in the title', async () => {
    const stat = await statOf(valuesOf([123_456_789]), { unit: '$' });
    expect(textOf(stat, '.value')).to.equal('$123,456,789');
    stat.style.setProperty('inline-size', '150px');
    await waitUntil(() => textOf(stat, '.value') === '$123M');
    expect(part(stat, '.value span').title).to.equal('$123,456,789');
    stat.style.setProperty('inline-size', '600px');
    await waitUntil(() => textOf(stat, '.value') === '$123,456,789');
  });

  it('follows the room that there is, also where its padding takes it', async () => {
    const stat = await statOf(valuesOf([123_456_789]), { format: ',.0f' });
    stat.style.setProperty('inline-size', '300px');
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('123,456,789');
    stat.style.setProperty('--sv-gap', '100px');
    await waitUntil(() => textOf(stat, '.value') === '123M');
    stat.style.removeProperty('--sv-gap');
    await waitUntil(() => textOf(stat, '.value') === '123,456,789');
  });

  it('keeps to its format where it is narrow, and its number is smaller rather than cut', async () => {
    const cases = [
      { values: [402.5], format: ',.0f', text: '403' },
      { values: [1234.5], format: ',.2f', text: '1,234.50' },
      { values: [0.98765], format: '.3%', text: '98.765%' },
      { values: [123_456.789], format: '+,.3f', text: '+123,456.789' },
      { values: [123_456_789], format: '08x', text: '075bcd15' },
      { values: [987_654_321], format: '$,.0f', text: '$988M' },
      { values: [123_456_789_012_345], format: '+,.5f', text: '123T' }, // The format has no room in any size
    ];
    for (const { values, format, text } of cases) {
      const stat = await statOf(valuesOf(values), { format });
      const whole = textOf(stat, '.value');
      const { height } = stat.getBoundingClientRect();
      stat.style.setProperty('inline-size', '100px');
      await waitUntil(() => textOf(stat, '.value') === text, `${format}: ${textOf(stat, '.value')}`);
      await drawn(stat);
      const value = part(stat, '.value');
      expect(value.scrollWidth, format).to.be.at.most(value.clientWidth);
      expect(part(stat, '.value span').title).to.equal(whole);
      expect(stat.getBoundingClientRect().height).to.equal(height);
    }
  });

  it('cuts a long unit, never the number', async () => {
    const unit = 'messages per second and partition of the topic';
    const stat = await statOf(valuesOf([184_250]), { unit });
    for (const width of ['400px', '200px', '120px']) {
      stat.style.setProperty('inline-size', width);
      await drawn(stat);
      expect(textOf(stat, '.value')).to.match(/^184(,250|k)m/, width);
      const box = part(stat, '.value').getBoundingClientRect();
      const small = part(stat, '.value small').getBoundingClientRect();
      expect(small.right, width).to.be.at.most(box.right + 0.5);
      const digits = document.createRange();
      digits.setStart(part(stat, '.value span'), 0);
      digits.setEndBefore(part(stat, '.value small'));
      expect(digits.getBoundingClientRect().right, width).to.be.at.most(small.left + 0.5);
      expect(part(stat, '.value span').title).to.equal(`184,250\u202f${unit}`);
    }
  });

  it('cuts a long unit of its change, never the number', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const stat = await statOf(valuesOf([10, 402.5]), { unit: 'messages per second and partition', dir });
      stat.style.setProperty('inline-size', '150px');
      await drawn(stat);
      const line = part(stat, '.delta').getBoundingClientRect();
      const number = document.createRange();
      const amount = part(stat, '.delta b > span');
      const text = document.createTreeWalker(amount, NodeFilter.SHOW_TEXT).nextNode() as Text;
      number.setStart(text, 0);
      number.setEnd(text, '+392.50'.length);
      expect(number.toString()).to.equal('+392.50');
      const box = number.getBoundingClientRect();
      expect(box.left, dir).to.be.at.least(line.left - 0.5);
      expect(box.right, dir).to.be.at.most(line.right + 0.5);
      expect(getComputedStyle(amount).textOverflow).to.equal('ellipsis');
      expect(amount.title).to.equal('+392.50\u202fmessages per second and partition');
    }
  });

  it('shows both ends of a text: smaller, in two lines, without its middle', async () => {
    const text = 'eu-west-1/payments/ledger/worker-pool-of-the-night/pod-7f9c4d';
    const stat = await statOf(valuesOf([text], 'string'));
    const { height } = stat.getBoundingClientRect();
    for (const width of ['900px', '300px', '180px', '110px']) {
      stat.style.setProperty('inline-size', width);
      await drawn(stat);
      const shown = textOf(stat, '.value');
      expect(shown.startsWith('eu-we') && shown.endsWith('9c4d'), `${width}: ${shown}`).to.equal(true);
      const value = part(stat, '.value');
      expect(value.scrollWidth, width).to.be.at.most(value.clientWidth);
      expect(value.scrollHeight, width).to.be.at.most(value.clientHeight + 1);
      expect(stat.getBoundingClientRect().height, width).to.equal(height);
      expect(part(stat, '.value span').title).to.equal(text);
    }
  });

  it('writes a span of time as one, also where it is narrow and in its limit', async () => {
    const stat = await statOf(valuesOf([200_000], 'duration'), { thresholds: '60000 bad' });
    stat.style.setProperty('inline-size', '110px');
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('3 min 20 s');
    expect(textOf(stat, '.limit')).to.equal('above 1 min');
  });

  it('breaks its line where nothing came for a while, as a chart does', async () => {
    const values = valuesOf([]);
    values.apply({
      up: [
        ...rowsOf([1, 2, 3, 2, 1, 2]),
        ...['a', 'b', 'c'].map((key, i): KeyedRow => [key, START + 95_000 + i * 1000, i]),
      ],
    });
    const stat = await statOf(values);
    expect(part(stat, '.line').getAttribute('d')?.split('M')).to.have.length(3);
    expect(part(stat, '.area').getAttribute('d')?.split('M')).to.have.length(3);
  });

  it('keeps its height and the place of its parts, whatever the value', async () => {
    const values = valuesOf([100, 112.5]);
    const stat = await statOf(values);
    const { height } = stat.getBoundingClientRect();
    const basis = part(stat, '.delta > span').getBoundingClientRect().left;
    const spark = part(stat, '.spark').getBoundingClientRect().left;
    values.upsert('next', START + 9000, 113);
    await drawn(stat);
    expect(textOf(stat, '.delta')).to.equal('+0.4%vs previous');
    expect(part(stat, '.delta > span').getBoundingClientRect().left).to.equal(basis);
    expect(part(stat, '.spark').getBoundingClientRect().left).to.equal(spark);
    values.upsert('next', START + 9000, null);
    await drawn(stat);
    expect(stat.getBoundingClientRect().height).to.equal(height);
  });

  it('names the column that is missing and those that are there', async () => {
    const stat = await statOf(
      new Collection({
        columns: [
          { name: 'time', type: 'datetime' },
          { name: 'total', type: 'number' },
        ],
      }),
    );
    expect(stat.state).to.equal('error');
    expect(textOf(stat, '.message-line')).to.equal('Column "value" is not in this collection; it has: time, total');
    await expect(stat).to.be.accessible();
  });

  it('says what is wrong with an attribute, and goes on when it is mended', async () => {
    const stat = await statOf(valuesOf([1, 2]), { delta: 'yesterday' });
    expect(textOf(stat, '.message-line')).to.contain('delta "yesterday" is not known');
    stat.delta = 'previous';
    stat.thresholds = '80 hot';
    await drawn(stat);
    expect(textOf(stat, '.message-line')).to.contain('thresholds "80 hot" has the part "80 hot"');
    stat.removeAttribute('thresholds');
    stat.thresholds = undefined;
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('2');
  });

  it('lets go of its collection when it leaves the page, and comes back with what is true then', async () => {
    const values = valuesOf([1]);
    const listeners = countListeners(values);
    const stat = await statOf(values);
    expect(listeners()).to.equal(1);
    const parent = stat.parentElement;
    stat.remove();
    expect(listeners()).to.equal(0);
    values.upsert('1', START + 1000, 2);
    parent?.append(stat);
    await drawn(stat);
    expect(textOf(stat, '.value')).to.equal('2');
  });
});

describe('<sv-stat> on a relay', () => {
  const RealWebSocket = window.WebSocket;
  afterEach(() => {
    window.WebSocket = RealWebSocket;
  });

  it('keeps its height while it connects, and shows bones once that takes a moment', async () => {
    window.WebSocket = SilentWebSocket as unknown as typeof WebSocket;
    const stat = await elementOf<SvStat>('sv-stat', undefined, { src: 'http://127.0.0.1:3', widget: 'latency' });
    expect(stat.state).to.equal('connecting');
    expect(stat.shadowRoot?.querySelector('.bone')).to.equal(null);
    const { height } = stat.getBoundingClientRect();
    await waitUntil(() => stat.shadowRoot?.querySelectorAll('.bone').length === 3);
    expect(textOf(stat, '.note')).to.equal('Connecting');
    expect(stat.getBoundingClientRect().height).to.equal(height);
    await expect(stat).to.be.accessible();
  });

  it('is compact at once where its first value has no room', async () => {
    window.WebSocket = SilentWebSocket as unknown as typeof WebSocket;
    const stat = await elementOf<SvStat>('sv-stat', undefined, { src: 'http://127.0.0.1:4', widget: 'latency' });
    stat.style.setProperty('inline-size', '150px');
    await waitUntil(() => stat.shadowRoot?.querySelectorAll('.bone').length === 3);
    stat.collection = valuesOf([123_456_789]);
    await waitUntil(() => textOf(stat, '.value') === '123M');
  });

  it('says of how many rows it shows one, and only that changes with their number', async () => {
    const columns = [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
      { name: 'rows', type: 'integer' },
    ] as const;
    const values = new Collection({ columns });
    values.upsert('1', START, 7, 1);
    const stat = await statOf(values);
    expect(textOf(stat, '.value')).to.equal('7');
    expect(stat.shadowRoot?.querySelector('.of')).to.equal(null);
    values.upsert('2', START + 1000, 7, 1234);
    await drawn(stat);
    expect(textOf(stat, '.of')).to.equal('1 of 1,234');
    values.upsert('2', START + 1500, 7, 1);
    await drawn(stat);
    expect(stat.shadowRoot?.querySelector('.of')).to.equal(null);
  });

  it('waits, lives, is stale, and keeps its value when the relay is away', async () => {
    const {
      element: stat,
      relay,
      feed,
    } = await onRelay<SvStat>('sv-stat', { widget_type: 'pathway_stat', unit: 'ms', of: 3 });
    await inState(stat, 'waiting');
    await waitUntil(() => textOf(stat, '.message-line') === 'Waiting for the first row of Latency');
    await expect(stat).to.be.accessible();
    await feed.commit({ latency: { up: rowsOf([180, 184]) } });
    await inState(stat, 'live');
    await waitUntil(() => textOf(stat, '.value') === '184ms');
    expect(textOf(stat, '.of')).to.equal('1 of 3');
    await feed.drop();
    await inState(stat, 'stale');
    expect(textOf(stat, '.note')).to.match(/^last update \d+ s ago$/);
    await expect(stat).to.be.accessible();
    await relay.kill();
    await inState(stat, 'reconnecting');
    expect(textOf(stat, '.value')).to.equal('184ms');
    await expect(stat).to.be.accessible();
  });

  it('has ended at full strength, or says why the pipeline failed', async () => {
    const { element: stat, relay, feed } = await onRelay<SvStat>('sv-stat', { widget_type: 'stat' });
    await feed.end('KeyError: "amount"');
    await inState(stat, 'failed');
    await waitUntil(() => textOf(stat, '.message-line') === 'KeyError: "amount"');
    await expect(stat).to.be.accessible();
    await relay.kill();
  });
});
