import { LitVirtualizer } from '@lit-labs/virtualizer/LitVirtualizer.js';
import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { FixedRows } from '../../src/components/fixed-rows.js';

if (customElements.get('lit-virtualizer') === undefined) customElements.define('lit-virtualizer', LitVirtualizer);

const HEIGHT = 28;

/** Numbered rows; `offset` is the number of the first one, which falls as rows come above. */
class NumberedRows {
  static async draw(count: number): Promise<NumberedRows> {
    const scroller = await fixture<HTMLElement>(html`<div></div>`);
    Object.assign(scroller.style, { height: '400px', overflow: 'auto' });
    const numbered = new NumberedRows(scroller);
    numbered.virtualizer.items = ofLength(count);
    scroller.append(numbered.virtualizer);
    await numbered.settled();
    return numbered;
  }

  readonly rows = new FixedRows(HEIGHT);
  readonly virtualizer = new LitVirtualizer();
  #offset = 0;

  private constructor(readonly scroller: HTMLElement) {
    this.virtualizer.layout = this.rows.layout;
    this.virtualizer.keyFunction = (_, index) => index + this.#offset;
    this.virtualizer.renderItem = (_, index) => html`<div>${index + this.#offset}</div>`;
  }

  get seen(): number[] {
    const frame = this.scroller.getBoundingClientRect();
    return [...this.virtualizer.children]
      .filter((row) => row.getBoundingClientRect().bottom > frame.top && row.getBoundingClientRect().top < frame.bottom)
      .map((row) => Number(row.textContent));
  }

  /** Where the row of a number is, from the scroller's top. */
  topOf(number: number): number {
    const row = [...this.virtualizer.children].find((one) => one.textContent === String(number));
    return (row?.getBoundingClientRect().top ?? Number.NaN) - this.scroller.getBoundingClientRect().top;
  }

  async scroll(top: number): Promise<void> {
    this.scroller.scrollTop = top;
    await this.settled();
  }

  async change(count: number, above = 0): Promise<void> {
    this.#offset -= above;
    this.rows.change({ count, above });
    this.virtualizer.items = ofLength(count);
    this.rows.draw();
    await this.settled();
  }

  async settled(): Promise<void> {
    await nextFrame();
    await nextFrame();
    for (const row of this.virtualizer.children) (row as HTMLElement).style.height = `${HEIGHT}px`;
  }
}

function ofLength(length: number): unknown[] {
  return Object.assign([], { length });
}

for (const count of [100_000, 2_000_000]) {
  describe(`${count.toLocaleString('en')} rows of one height`, () => {
    it('fill the viewport at once and reach to the last row', async () => {
      const drawn = await NumberedRows.draw(count);
      expect(drawn.seen[0]).to.equal(0);
      expect(drawn.seen.length).to.be.within(14, 16);
      await drawn.scroll(drawn.scroller.scrollHeight);
      expect(drawn.seen.at(-1)).to.equal(count - 1);
      expect(drawn.topOf(count - 1)).to.be.closeTo(400 - HEIGHT, 1);
    });

    it('can be jumped through in proportion, and walked pixel by pixel', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.scroll((drawn.scroller.scrollHeight - 400) / 2);
      const [first = 0] = drawn.seen;
      expect(first).to.be.closeTo(count / 2, 20);
      const top = drawn.topOf(first + 5);
      await drawn.scroll(drawn.scroller.scrollTop + 50);
      expect(drawn.topOf(first + 5)).to.be.closeTo(top - 50, 1);
    });

    it('keep what is seen in place when rows come and go above, and after the scroller is put right', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.scroll(drawn.scroller.scrollHeight / 2);
      const { seen } = drawn;
      const row = seen[3] as number;
      const top = drawn.topOf(row);
      for (const above of [10, 10, -3, 500, 10]) {
        await drawn.change(drawn.rows.count + above, above);
        expect(drawn.topOf(row)).to.be.closeTo(top, 1);
      }
      drawn.rows.settle();
      await drawn.settled();
      expect(drawn.topOf(row)).to.be.closeTo(top, 1);
      expect(drawn.seen).to.deep.equal(seen);
    });

    it('show rows that come above when the first is at the top', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.change(count + 10, 10);
      expect(drawn.seen[0]).to.equal(-10);
    });

    it('shrink to what is left, and to nothing', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.scroll(drawn.scroller.scrollHeight);
      await drawn.change(30);
      expect(drawn.seen.at(-1)).to.equal(29);
      await drawn.change(0);
      expect(drawn.seen).to.deep.equal([]);
      await drawn.change(5);
      expect(drawn.seen).to.deep.equal([0, 1, 2, 3, 4]);
    });
  });
}
