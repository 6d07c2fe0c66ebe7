import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { FixedRows } from '../../../src/components/table/fixed-rows.js';

const HEIGHT = 28;

/** Numbered rows, drawn as simply as can be; `offset` is the number of the first one, which falls as rows come above. */
class NumberedRows {
  static async draw(count: number): Promise<NumberedRows> {
    const scroller = await fixture<HTMLElement>(html`<div><div></div></div>`);
    Object.assign(scroller.style, { height: '400px', overflow: 'auto' });
    const numbered = new NumberedRows(scroller, scroller.firstElementChild as HTMLElement);
    await numbered.change(count);
    return numbered;
  }

  readonly rows = new FixedRows(HEIGHT);
  #offset = 0;

  private constructor(
    readonly scroller: HTMLElement,
    readonly box: HTMLElement,
  ) {
    box.style.position = 'relative';
    scroller.addEventListener('scroll', () => this.#look());
    this.#look();
  }

  get seen(): number[] {
    const frame = this.scroller.getBoundingClientRect();
    return [...this.box.children]
      .filter((row) => row.getBoundingClientRect().bottom > frame.top && row.getBoundingClientRect().top < frame.bottom)
      .map((row) => Number(row.textContent));
  }

  /** The top of the row of a number, from the scroller's top. */
  topOf(number: number): number {
    const row = [...this.box.children].find((one) => one.textContent === String(number));
    return (row?.getBoundingClientRect().top ?? Number.NaN) - this.scroller.getBoundingClientRect().top;
  }

  async scroll(top: number): Promise<void> {
    this.scroller.scrollTop = top;
    await this.settled();
  }

  async change(count: number, above = 0): Promise<void> {
    this.#offset -= above;
    this.rows.change({ count, above });
    this.draw();
    await this.settled();
  }

  async settled(): Promise<void> {
    await nextFrame();
    await nextFrame();
  }

  draw(): void {
    const { first, last } = this.rows.range;
    const rows = Array.from({ length: first < 0 ? 0 : last - first + 1 }, (_, i) => {
      const row = document.createElement('div');
      row.textContent = String(first + i + this.#offset);
      const transform = `translateY(${this.rows.topOf(first + i)}px)`;
      Object.assign(row.style, { position: 'absolute', height: `${HEIGHT}px`, transform });
      return row;
    });
    this.box.style.height = `${this.rows.boxHeight}px`;
    this.box.replaceChildren(...rows);
    const correction = this.rows.takeCorrection();
    if (correction !== 0) this.scroller.scrollTop += correction;
  }

  #look(): void {
    this.rows.scrolled(this.scroller.scrollTop, this.scroller.clientHeight);
    this.draw();
  }
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

    it('end at the end of the viewport although the browser stops half a pixel short of the end of the box', () => {
      const rows = new FixedRows(HEIGHT);
      rows.change({ count });
      for (const short of [0, 0.5, 0.99]) {
        const top = rows.boxHeight - 400 - short;
        rows.scrolled(top, 400);
        expect(rows.topOf(count) - top, `${short} px short`).to.be.closeTo(400, 1);
      }
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
      drawn.draw();
      await drawn.settled();
      expect(drawn.topOf(row)).to.be.closeTo(top, 1);
      expect(drawn.seen).to.deep.equal(seen);
    });

    it('show rows that come above when the first is at the top', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.change(count + 10, 10);
      expect(drawn.seen[0]).to.equal(-10);
    });

    it('are drawn only where the window shows them', async () => {
      const drawn = await NumberedRows.draw(count);
      await drawn.scroll(drawn.scroller.scrollHeight / 2);
      const [first = 0] = drawn.seen;
      drawn.rows.clip(10 * HEIGHT, 12 * HEIGHT);
      expect(drawn.rows.visible.first).to.be.within(first + 10, first + 11);
      expect(drawn.rows.visible.last).to.be.within(first + 11, first + 12);
      drawn.rows.clip(400, 800);
      expect(drawn.rows.range, 'below the viewport').to.deep.equal({ first: -1, last: -1 });
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
