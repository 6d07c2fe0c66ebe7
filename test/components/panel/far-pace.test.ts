import { expect } from '@open-wc/testing';
import { FarPace } from '../../../src/components/panel/far-pace.js';
import { waitUntil } from '../until.js';

describe('What is far from the window', () => {
  const { now } = performance;
  let moment = 0;
  let draws = 0;
  let pace: FarPace;

  beforeEach(() => {
    moment = draws = 0;
    performance.now = () => moment;
    pace = new FarPace(() => {
      draws++;
    });
  });

  afterEach(() => {
    performance.now = now;
    pace.stop();
  });

  it('is drawn at once after a while without a drawing', () => {
    expect(pace.waits(window), 'the first').to.equal(false);
    pace.drawn();
    moment = 500;
    expect(pace.waits(window)).to.equal(false);
    expect(pace.isWaiting).to.equal(false);
  });

  it('waits if it was drawn just now, and is then drawn once for all changes', async () => {
    pace.drawn();
    moment = 499;
    for (let change = 0; change < 3; change++) expect(pace.waits(window)).to.equal(true);
    expect([pace.isWaiting, draws]).to.deep.equal([true, 0]);
    await waitUntil(() => draws > 0);
    expect([pace.isWaiting, draws]).to.deep.equal([false, 1]);
    expect(pace.waits(window), 'nothing is drawn yet').to.equal(false);
  });

  it('is drawn at once when the window is resized, as for a picture of the whole page', () => {
    pace.drawn();
    pace.waits(window);
    window.dispatchEvent(new Event('resize'));
    window.dispatchEvent(new Event('resize'));
    expect([pace.isWaiting, draws]).to.deep.equal([false, 1]);
  });

  it('is not drawn after its element has gone, or was drawn otherwise', () => {
    pace.drawn();
    pace.waits(window);
    pace.stop();
    window.dispatchEvent(new Event('resize'));
    pace.waits(window);
    pace.drawn();
    window.dispatchEvent(new Event('resize'));
    expect([pace.isWaiting, draws]).to.deep.equal([false, 0]);
  });
});
