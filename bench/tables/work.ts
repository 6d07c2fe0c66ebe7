/** One load on a table, done a frame at a time. */
export interface Work {
  readonly rows: number;
  /** Sorts by the column that changes. */
  readonly isSorted?: boolean;
  readonly updatesPerSecond?: number;
  /** Scrolls by so many pixels a frame, and back from the end. */
  readonly scrollBy?: number;
  /** Drags the scrollbar's thumb somewhere else in each frame. */
  readonly isDragged?: boolean;
}

/** The most milliseconds that a case should take; without it, it is only measured. */
export interface AtMost {
  readonly most?: number;
}

export const MAIN_THREAD: Readonly<Record<string, Work & AtMost>> = {
  'main thread: 10,000 rows, sorted by what changes': {
    rows: 10_000,
    isSorted: true,
    updatesPerSecond: 10_000,
    most: 8,
  },
  'main thread: 100,000 rows, sorted by what changes': {
    rows: 100_000,
    isSorted: true,
    updatesPerSecond: 10_000,
    most: 10,
  },
  'main thread: 100,000 rows, changed and scrolled': { rows: 100_000, updatesPerSecond: 10_000, scrollBy: 100 },
  'main thread: 1,000,000 rows, scrolled': { rows: 1_000_000, scrollBy: 100 },
  'main thread: 1,000,000 rows, dragged': { rows: 1_000_000, isDragged: true },
};

/** The part of a build's `streamviz.js` that the benchmark uses. */
interface Build {
  readonly Collection: new (options: { columns: readonly object[] }) => LocalCollection;
}

interface LocalCollection {
  replace(rows: Iterable<unknown>): void;
  apply(changes: { up: readonly unknown[] }): void;
}

export interface Played {
  /** Milliseconds between animation frames. */
  readonly gaps: number[];
  readonly updates: number;
  /** Rows that stood in the page at the end. */
  readonly rowsDrawn: number;
}

declare global {
  interface Window {
    /** Plays the work for some milliseconds. */
    play(milliseconds: number): Promise<Played>;
  }
}

/** Fills the page with a table of a build, and installs `window.play`. It is sent as text, so it stands alone. */
export async function installTable(address: string, work: Work): Promise<void> {
  const { rows, isSorted = false, updatesPerSecond = 0, scrollBy = 0, isDragged = false } = work;
  const { Collection } = (await import(address)) as Build;
  const types = { symbol: 'string', venue: 'string', bid: 'number', ask: 'number', last: 'number', volume: 'integer' };
  const columns = [
    ...Object.entries(types).map(([name, type]) => ({ name, type })),
    { name: 'change', type: 'number', format: '.2f' },
    { name: 'time', type: 'datetime', zone: 'UTC' },
  ];
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const START = 1_790_000_000_000;
  const rowAt = (i: number, last: number) => {
    const price = last / 100;
    return [
      `k${i}`,
      `SYM${i % 500}`,
      `V${i % 5}`,
      price - 0.05,
      price + 0.05,
      price,
      100 * last,
      price % 7,
      START + last,
    ];
  };
  const collection = new Collection({ columns });
  collection.replace(Array.from({ length: rows }, (_, i) => rowAt(i, random(100_000))));
  const table = Object.assign(document.createElement('sv-table'), { collection });
  table.setAttribute('heading', 'Quotes');
  table.style.setProperty('block-size', '780px'); // About all of the window
  if (isSorted) table.setAttribute('sort', 'last desc');
  document.body.replaceChildren(table);
  const find = (selector: string) => [...(table.shadowRoot?.querySelectorAll(selector) ?? [])];
  while (find('[data-key]').length === 0) await new Promise(requestAnimationFrame);
  const [scroller] = find('.scroll') as [Element];

  const scroll = () => {
    const most = scroller.scrollHeight - scroller.clientHeight;
    if (isDragged) scroller.scrollTop = random(most);
    else if (scrollBy > 0)
      scroller.scrollTop = scroller.scrollTop + scrollBy > most ? 0 : scroller.scrollTop + scrollBy;
  };

  window.play = (milliseconds) =>
    new Promise((resolve) => {
      const gaps: number[] = [];
      let updates = 0;
      let began: number | undefined;
      let before = 0;
      const frame = (now: number) => {
        if (began === undefined) began = now;
        else gaps.push(now - before);
        before = now;
        if (now - began >= milliseconds) {
          resolve({ gaps, updates, rowsDrawn: find('[data-key]').length });
          return;
        }
        const due = Math.floor(((now - began) / 1000) * updatesPerSecond) - updates;
        if (due > 0) collection.apply({ up: Array.from({ length: due }, () => rowAt(random(rows), random(100_000))) });
        updates += Math.max(0, due);
        scroll();
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
}
