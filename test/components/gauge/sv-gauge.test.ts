import { expect } from '@open-wc/testing';
import type { SvGauge } from '../../../src/components/gauge/sv-gauge.js';
import { Collection } from '../../../src/core/collection.js';
import type { Value } from '../../../src/core/values.js';
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

const LAG = { unit: 'messages', max: '40000', thresholds: '0 good, 20000 warn, 32000 bad' };

const gaugeOf = (value: Value, attributes: Record<string, string> = LAG) =>
  elementOf<SvGauge>('sv-gauge', valuesOf([value]), attributes);

const marks = (gauge: SvGauge) =>
  [...(gauge.shadowRoot?.querySelectorAll('.mark') ?? [])].map((mark) => mark.textContent);

const word = (gauge: SvGauge) => `${part(gauge, '.word').className} ${textOf(gauge, '.word')}`;

describe('<sv-gauge>', () => {
  it('writes spans of time as such, and keeps to the format of its number', async () => {
    const gauge = await elementOf<SvGauge>('sv-gauge', valuesOf([200_000], 'duration'), { max: '600000' });
    expect(textOf(gauge, '.read')).to.equal('3 min 20 sof 10 min');
    const plain = await elementOf<SvGauge>('sv-gauge', valuesOf([-1234.5]), { min: '-5000', format: ',.2f' });
    expect(textOf(plain, '.read')).to.equal('−1,234.50of 100');
    for (const one of [gauge, plain]) {
      const dial = part(one, '.dial').getBoundingClientRect();
      const digits = part(one, '.digits').getBoundingClientRect();
      expect(digits.width / dial.width).to.be.lessThan(0.6);
    }
  });

  it('shows the newest value on its scale, in the accent colour while all is well', async () => {
    const gauge = await gaugeOf(12_480);
    expect(textOf(gauge, '.read')).to.equal('12,480messages');
    expect(marks(gauge)).to.deep.equal(['0', '40k', '20k', '32k']);
    expect(part(gauge, '.fill').getAttribute('d')).to.match(/^M-71,41A82,82,0,0,1,-58/);
    expect(word(gauge)).to.equal('word good OK');
    expect(getComputedStyle(part(gauge, '.fill')).fill).to.equal('rgb(15, 98, 196)');
    expect(part(gauge, 'svg[role=img]').getAttribute('aria-label')).to.equal('12,480\u202fmessages, from 0 to 40k');
    await expect(gauge).to.be.accessible();
  });

  it('takes the colour and the word of the limit that was passed', async () => {
    expect(word(await gaugeOf(24_910))).to.equal('word warn High');
    const low = await gaugeOf(22, { unit: '%', thresholds: '0 bad, 10 warn, 30 good' });
    expect(word(low)).to.equal('word warn Low');
    expect(textOf(low, '.read')).to.equal('22%');
    await expect(low).to.be.accessible();
  });

  it('is full beyond its scale and says so, with the true number', async () => {
    const gauge = await gaugeOf(51_300);
    expect(part(gauge, '.fill').getAttribute('d')).to.equal(part(gauge, '.track').getAttribute('d'));
    expect(marks(gauge)[1]).to.equal('40k+');
    expect(textOf(gauge, '.read')).to.equal('51,300messages');
    expect(word(gauge)).to.equal('word bad Critical');
    const below = await gaugeOf(-30, { min: '-20', max: '40' });
    expect(below.shadowRoot?.querySelector('.fill')).to.equal(null);
    expect(marks(below)[0]).to.equal('<−20');
  });

  it('needs no thresholds, and counts to 100 if nothing else is said', async () => {
    const gauge = await gaugeOf(6, {});
    expect(textOf(gauge, '.read')).to.equal('6of 100');
    expect(gauge.shadowRoot?.querySelector('.word, .zone')).to.equal(null);
  });

  it('shortens a number that has no room in the arc, with all of it in the title', async () => {
    const gauge = await gaugeOf(1_234_567.891, { max: '2000000', unit: 'rows' });
    expect(textOf(gauge, '.read')).to.equal('1.23Mrows');
    expect(part(gauge, '.read span').title).to.equal('1,234,567.89\u202frows');
  });

  it('shows a dash and its scale without a value', async () => {
    for (const value of [null, 'NaN']) {
      const gauge = await gaugeOf(value);
      expect(textOf(gauge, '.read')).to.equal('–no value');
      expect(gauge.shadowRoot?.querySelector('.fill, .word')).to.equal(null);
      expect(marks(gauge)).to.have.length(4);
      await expect(gauge).to.be.accessible();
    }
  });

  it('says that the ends of its scale are the wrong way round, in its usual height', async () => {
    const { height } = (await gaugeOf(3)).getBoundingClientRect();
    const gauge = await gaugeOf(3, { min: '40000', max: '0' });
    expect(gauge.state).to.equal('error');
    expect(gauge.getBoundingClientRect().height).to.equal(height);
    expect(textOf(gauge, '.message')).to.equal('Cannot draw this gauge min 40,000 is not below max 0');
    await expect(gauge).to.be.accessible();
    gauge.max = 50_000;
    await drawn(gauge);
    expect(textOf(gauge, '.read')).to.equal('3of 50k');
  });

  it('names the column that is missing', async () => {
    const collection = new Collection({ columns: [{ name: 'time', type: 'datetime' }] });
    const gauge = await elementOf<SvGauge>('sv-gauge', collection);
    expect(textOf(gauge, '.message')).to.contain('Column "value" is not in this collection; it has: time');
  });

  it('follows its collection, and lets go of it when it leaves the page', async () => {
    const values = valuesOf([1]);
    const listeners = countListeners(values);
    const gauge = await elementOf<SvGauge>('sv-gauge', values);
    values.upsert('0', START + 500, 2);
    await drawn(gauge);
    expect(textOf(gauge, '.read')).to.equal('2of 100');
    gauge.remove();
    expect(listeners()).to.equal(0);
  });
});

describe('<sv-gauge> on a relay', () => {
  it('has its scale before the first row, and keeps its value when the relay is away', async () => {
    const {
      element: gauge,
      relay,
      feed,
    } = await onRelay<SvGauge>('sv-gauge', {
      widget_type: 'gauge',
      max_val: 500,
      thresholds: [[400, 'bad']],
    });
    await waitUntil(() => textOf(gauge, '.read') === '–no row yet');
    expect(marks(gauge)).to.deep.equal(['0', '500', '400']);
    await expect(gauge).to.be.accessible();
    await feed.commit({ latency: { up: rowsOf([184]) } });
    await waitUntil(() => textOf(gauge, '.read') === '184of 500');
    await feed.drop();
    await inState(gauge, 'stale');
    await expect(gauge).to.be.accessible();
    await relay.kill();
    await inState(gauge, 'reconnecting');
    expect(textOf(gauge, '.read')).to.equal('184of 500');
    await expect(gauge).to.be.accessible();
  });

  it('has ended with its last value', async () => {
    const { element: gauge, relay, feed } = await onRelay<SvGauge>('sv-gauge', { widget_type: 'gauge' });
    await feed.commit({ latency: { up: rowsOf([42]) } });
    await feed.end();
    await inState(gauge, 'ended');
    expect(textOf(gauge, '.read')).to.equal('42of 100');
    expect(textOf(gauge, '.note')).to.match(/^Finished/);
    await relay.kill();
  });
});
