import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../../../src/define.js';
import type { SvDashboard } from '../../../../src/index.js';
import { type TestFeed, TestRelay } from '../../relay.js';
import { waitUntil } from '../../until.js';
import { part } from '../../value-fixture.js';

const value = [{ name: 'value', type: 'number' }] as const;
const widgets = {
  a: { widget_type: 'table', title: 'First', columns: value },
  b: { widget_type: 'table', title: 'Second', columns: value },
  c: { widget_type: 'table', title: 'Third', columns: value },
} as const;

describe('the arrangement of a board', () => {
  let relay: TestRelay;
  let feed: TestFeed;
  let board: SvDashboard;
  const draw = () =>
    fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} style="inline-size: 1200px"></sv-dashboard>`);
  const all = (selector: string) => [...(board.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const shown = () =>
    all('.cell')
      .map((cell) => cell.getAttribute('widget'))
      .join('');
  const handle = (id: string) => part(board, `.handle[data-id=${id}]`);
  const words = () => part(board, '.arranging [role=status]').textContent;
  const press = (label: string) =>
    all('.arranging button')
      .find(({ textContent }) => textContent === label)
      ?.click();

  async function arrange(): Promise<void> {
    await board.arrange();
    await waitUntil(() => all('.handle').length === all('.cell').length, 'there are handles');
  }

  beforeEach(async () => {
    localStorage.clear();
    relay = await TestRelay.start();
    feed = await relay.feed({ type: 'config', title: 'Shop', widgets });
    board = await draw();
    await waitUntil(() => shown() === 'abc', 'it is drawn');
  });
  afterEach(async () => {
    localStorage.clear();
    await relay.kill();
  });

  it('is accessible while it is changed', async () => {
    await arrange();
    await expect(board).to.be.accessible();
  });

  it('begins at the first handle, shuts the widgets below off, and ends with Escape', async () => {
    await arrange();
    await waitUntil(() => board.shadowRoot?.activeElement === handle('a'), 'the first handle has the focus');
    expect(all('.cell').map(({ inert }) => inert)).to.deep.equal([true, true, true]);
    await sendKeys({ press: 'Tab' });
    expect(board.shadowRoot?.activeElement?.textContent).to.equal('Hide');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => board.shadowRoot?.activeElement === handle('b'), 'the next handle has the focus');
    press('Show First');
    await waitUntil(() => all('.handle').length === 3, 'it is back');
    await waitUntil(() => board.shadowRoot?.activeElement === handle('a'), 'what is back has it');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => all('.handle').length === 0, 'it has ended');
    expect(all('.cell').map(({ inert }) => inert)).to.deep.equal([false, false, false]);
  });

  it('is changed by key, said, kept in this browser for this board alone, and reset', async () => {
    await arrange();
    handle('a').focus();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => shown() === 'bac', 'it is moved');
    expect(words()).to.equal('First: place 2 of 3');
    await waitUntil(() => board.shadowRoot?.activeElement === handle('a'), 'it keeps the focus');
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'ArrowLeft' });
    await waitUntil(() => words() === 'First: 5 of 12 columns wide', 'it is narrower');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ up: 'Shift' });
    await waitUntil(() => words()?.startsWith('First: 5 of 12 columns wide, 460 pixels high'), 'it is taller');
    await waitUntil(() => part(board, '.cell[widget=a]').offsetHeight === 460, 'it is so high');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => all('.arranging, .handle').length === 0, 'the mode has ended');

    const before = part(board, '.cell[widget=a]').offsetWidth;
    board.remove();
    board = await draw();
    await waitUntil(() => shown() === 'bac', 'it is as it was left');
    expect(part(board, '.cell[widget=a]').offsetWidth).to.equal(before);
    await feed.send({ type: 'config', title: 'Another', widgets });
    await waitUntil(() => shown() === 'abc', 'another board is as its author wants');
    await feed.send({ type: 'config', title: 'Shop', widgets });
    await waitUntil(() => shown() === 'bac', 'it is itself again');
    await arrange();
    press('Reset');
    await waitUntil(() => shown() === 'abc', 'it is reset');
    expect(localStorage.length).to.equal(0);
    press('Done');
    await waitUntil(() => all('.arranging').length === 0, 'the mode has ended');
  });

  it('goes the way of the arrows in a page that is written from right to left, and so does its corner', async () => {
    board.dir = 'rtl';
    await arrange();
    handle('a').focus();
    await sendKeys({ press: 'ArrowLeft' });
    await waitUntil(() => shown() === 'bac', 'it is moved on');
    expect(words()).to.equal('First: place 2 of 3');
    await waitUntil(() => board.shadowRoot?.activeElement === handle('a'), 'it keeps the focus');
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => shown() === 'abc', 'it is moved back');
    const corner = part(board, '.handle[data-id=a] .corner').getBoundingClientRect();
    expect(corner.left - handle('a').getBoundingClientRect().left).to.be.below(3);
  });

  it('is changed by pointer: a widget is dropped on another, a corner pulled', async () => {
    await arrange();
    const drag = (id: string, on: HTMLElement, x: number, y: number) => {
      const { left, top } = on.getBoundingClientRect();
      const at = (type: string, dx: number, dy: number) =>
        new PointerEvent(type, { bubbles: true, composed: true, clientX: left + dx, clientY: top + dy });
      handle(id).setPointerCapture = () => {}; // There is no such pointer
      on.dispatchEvent(at('pointerdown', 0, 0));
      handle(id).dispatchEvent(at('pointermove', x, y));
      handle(id).dispatchEvent(at('pointerup', x, y));
    };
    const [a, c] = ['a', 'c'].map((id) => handle(id).getBoundingClientRect()) as [DOMRect, DOMRect];
    drag('a', handle('a'), c.left + c.width / 2 - (a.left + a.width / 2), c.top - a.top);
    await waitUntil(() => shown() === 'bca', 'it is moved');
    const width = part(board, '.cell[widget=b]').offsetWidth;
    const corner = handle('b').querySelector('.corner') as HTMLElement;
    drag('b', corner, -width / 2, 100);
    await waitUntil(() => part(board, '.cell[widget=b]').offsetWidth < 0.7 * width, 'it is narrower');
    expect(part(board, '.cell[widget=b]').offsetHeight).to.equal(520);
  });

  it('keeps its tabs: what is in one is moved within it, kept and reset', async () => {
    const tabs = [
      { title: 'Now', rows: [['b', 'c']] },
      { title: 'Later', rows: [['a']] },
    ];
    await feed.send({ type: 'config', title: 'Shop', widgets, layout: { rows: [[{ tabs }]] } });
    await waitUntil(() => shown() === 'bc', 'the first tab is seen');
    await arrange();
    handle('b').focus();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => shown() === 'cb', 'it is moved');
    expect(words()).to.equal('Second: place 2 of 2');
    const choose = (title: string) =>
      [...(part(board, 'sv-tabs').shadowRoot?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])]
        .find(({ textContent }) => textContent?.trim() === title)
        ?.click();
    await waitUntil(() => part(board, 'sv-tabs').shadowRoot?.querySelector('[role=tab]'), 'there are tabs');
    choose('Later');
    await waitUntil(() => shown() === 'a' && all('.handle').length === 1, 'the other tab is seen');
    choose('Now');
    await waitUntil(() => shown() === 'cb', 'the first is as it was left');

    board.remove();
    board = await draw();
    await waitUntil(() => shown() === 'cb', 'it is kept');
    await arrange();
    press('Reset');
    await waitUntil(() => shown() === 'bc', 'it is reset');
  });

  it('has room within the board for the button that hides the last widget', async () => {
    await arrange();
    await waitUntil(() => all('.hide').length === 3, 'each widget has one');
    const bottom = Math.max(...all('.hide').map((button) => button.getBoundingClientRect().bottom));
    expect(board.getBoundingClientRect().bottom).to.be.at.least(bottom);
  });

  it('hides a widget from its menu, and lists it to bring it back', async () => {
    const cell = part(board, '.cell[widget=b]');
    part(cell, '.more').click();
    const item = () =>
      [...(cell.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
        ({ textContent }) => textContent?.trim() === 'Hide',
      );
    await waitUntil(item, 'the menu is open');
    item()?.click();
    await waitUntil(() => shown() === 'ac', 'it is hidden');
    await arrange();
    press('Show Second');
    await waitUntil(() => shown() === 'abc', 'it is back');
  });

  it('counts what is hidden beside the controls, and brings it back from there', async () => {
    board.store.arrange({ hidden: ['b', 'gone'] });
    await waitUntil(() => shown() === 'ac', 'it is hidden');
    const controls = part(board, 'sv-board-controls');
    const button = () =>
      [...(controls.shadowRoot?.querySelectorAll('button') ?? [])].find(({ textContent }) =>
        textContent?.includes('hidden'),
      );
    await waitUntil(() => button()?.textContent === '1 hidden · Show', 'it is counted');
    button()?.click();
    await waitUntil(() => shown() === 'abc' && button() === undefined, 'it is back');
  });

  it('is undone and done again, by key and by button', async () => {
    await arrange();
    handle('a').focus();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => shown() === 'bac', 'it is moved');
    const control = (key: string, shiftKey = false) =>
      handle('a').dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, ctrlKey: true, cancelable: true }));
    control('z');
    await waitUntil(() => shown() === 'abc', 'it is undone');
    expect(words()).to.equal('Undone');
    control('Z', true);
    await waitUntil(() => shown() === 'bac', 'it is done again');
    press('Undo');
    await waitUntil(() => shown() === 'abc', 'it is undone by its button');
    expect(all('.arranging button:disabled').map(({ textContent }) => textContent)).to.deep.equal(['Undo']);
  });

  it('leaves no holes: what is beside a moved, sized or hidden widget takes the rest', async () => {
    const many = {
      s: { widget_type: 'stat', columns: value },
      m: { widget_type: 'metric', columns: value },
      g: { widget_type: 'gauge', columns: value },
      t: { widget_type: 'table', columns: value },
      u: { widget_type: 'table', columns: value },
      v: { widget_type: 'table', columns: value },
    } as const;
    await feed.send({ type: 'config', title: 'Shop', widgets: many });
    await waitUntil(() => shown() === 'smgtuv', 'it is drawn');
    await arrange();
    const grid = part(board, '.grid');
    const isFull = () => {
      const { left, right } = grid.getBoundingClientRect();
      const rows = new Map<number, DOMRect[]>();
      for (const cell of all('.cell')) {
        const box = cell.getBoundingClientRect();
        const row = Math.round(box.top);
        rows.set(row, [...(rows.get(row) ?? []), box]);
      }
      return [...rows.values()].every((row) => {
        const gap = (row.length - 1) * 12;
        const sum = row.reduce((width, box) => width + box.width, 0);
        const bottoms = row.map(({ bottom }) => bottom);
        return Math.abs(sum + gap - (right - left)) < 1 && Math.max(...bottoms) - Math.min(...bottoms) < 1;
      });
    };
    const change = async (id: string, key: string, shiftKey = false) => {
      const before = words();
      handle(id).dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, cancelable: true }));
      await waitUntil(() => words() !== before, `${id} is changed by ${key}`);
      await board.updateComplete;
      await waitUntil(isFull, `there is no hole after ${id} ${key}: ${shown()}`);
    };
    await change('m', 'ArrowRight');
    await change('t', 'ArrowLeft', true);
    await change('t', 'ArrowLeft', true);
    await change('u', 'ArrowDown', true);
    await change('v', 'ArrowLeft', true);
    await change('m', 'ArrowRight');
    await change('g', 'ArrowRight', true);
    await change('g', 'ArrowDown', true);
    all('.control.hide')[2]?.click();
    await waitUntil(() => all('.cell').length === 5, 'one is hidden');
    await waitUntil(isFull, 'there is no hole after it');
  });

  it('undoes a pulled corner as one step', async () => {
    await arrange();
    const before = part(board, '.cell[widget=a]').getBoundingClientRect();
    const grip = handle('a');
    const corner = grip.querySelector('.corner') as HTMLElement;
    grip.setPointerCapture = () => {}; // There is no such pointer
    const pull = (target: HTMLElement, type: string, by: number) =>
      target.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, clientX: -by, clientY: by }));
    pull(corner, 'pointerdown', 0);
    for (const by of [100, 150, 200]) {
      pull(grip, 'pointermove', by);
      await board.updateComplete;
    }
    pull(grip, 'pointerup', 200);
    await waitUntil(() => part(board, '.cell[widget=a]').offsetHeight === before.height + 200, 'it is higher');
    await waitUntil(() => !all('.arranging button:disabled').some((one) => one.textContent === 'Undo'), 'it is noted');
    press('Undo');
    await waitUntil(() => part(board, '.cell[widget=a]').offsetHeight === before.height, 'it is undone');
    expect(part(board, '.cell[widget=a]').getBoundingClientRect().width).to.equal(before.width);
    expect(all('.arranging button:disabled').map(({ textContent }) => textContent)).to.deep.equal(['Undo']);
  });

  it('is shown when its part loads at last', async () => {
    const root = board.shadowRoot as ShadowRoot;
    let failures = 0;
    Object.defineProperty(root, 'adoptedStyleSheets', {
      configurable: true,
      get() {
        failures++;
        throw new Error('it does not load');
      },
    });
    board.store.arrange({ hidden: ['b'] });
    await waitUntil(() => failures > 0 && shown() === 'abc', 'it is as its author wants');
    Reflect.deleteProperty(root, 'adoptedStyleSheets');
    await board.arrange();
    await waitUntil(() => shown() === 'ac', 'it is as its viewer wants');
  });

  it('observes its board while that is in the document', async () => {
    const observed = new Set<Element>();
    const { observe, disconnect } = ResizeObserver.prototype;
    const targets = new Map<ResizeObserver, Element>();
    ResizeObserver.prototype.observe = function (this: ResizeObserver, ...args) {
      targets.set(this, args[0]);
      observed.add(args[0]);
      observe.apply(this, args);
    };
    ResizeObserver.prototype.disconnect = function (this: ResizeObserver) {
      const target = targets.get(this);
      if (target !== undefined) observed.delete(target);
      disconnect.apply(this);
    };
    try {
      await arrange();
      expect(observed.has(board)).to.equal(true);
      const parent = board.parentElement as HTMLElement;
      board.remove();
      expect(observed.has(board)).to.equal(false);
      parent.append(board);
      expect(observed.has(board)).to.equal(true);
    } finally {
      Object.assign(ResizeObserver.prototype, { observe, disconnect });
    }
  });

  it('survives what else is kept under its name', async () => {
    localStorage.setItem(`streamviz ${relay.url} Shop`, '{"places":[null],"hidden":3}');
    board.remove();
    board = await draw();
    await waitUntil(() => shown() === 'abc', 'it is as its author wants');
  });
});
