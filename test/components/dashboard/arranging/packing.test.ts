import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  arrangedLines,
  currentPlacements,
  moved,
  neighboursOf,
  placementsOf,
  resized,
} from '../../../../src/components/dashboard/arranging/arrangement.js';
import { ArrangementSteps } from '../../../../src/components/dashboard/arranging/arrangement-steps.js';
import type { Arrangement, Placement } from '../../../../src/components/dashboard/arranging/arrangement-storage.js';
import {
  type Block,
  type Cell,
  type Kind,
  kindOf,
  type Line,
  type Spans,
  type Widgets,
} from '../../../../src/components/dashboard/arranging/layout.js';
import { packed, spansOf, type Unit } from '../../../../src/components/dashboard/arranging/packing.js';
import type { Layout } from '../../../../src/core/messages.js';

const kinds: readonly Kind[] = ['stat', 'metric', 'gauge', 'table', 'log'];

const unit = (kind: Kind, wide: number, isSized = false): Unit => ({
  block: { id: 'x', kind, spans: { wide, medium: 12, narrow: 2 } },
  wide,
  isSized,
});
const widthsOf = (...units: Unit[]) => packed(units).map((line) => line.map(({ wide }) => wide).join(' '));

/** The rows that a grid of so many columns makes of spans: each with the columns it leaves free. */
function gaps(spans: readonly number[], columns: number): number[] {
  const left: number[] = [];
  for (const span of spans) {
    if (span > (left.at(-1) ?? 0)) left.push(columns);
    left.push((left.pop() ?? 0) - span);
  }
  return left.filter((free) => free !== 0);
}

function findHole(line: Line): string | undefined {
  if ('columns' in line) {
    if (line.shares.reduce((sum, share) => sum + share, 0) !== 12) return `shares ${line.shares.join(' ')}`;
    return line.columns.map(findHoleIn).find((hole) => hole !== undefined);
  }
  for (const [name, columns] of [
    ['wide', 12],
    ['medium', 12],
    ['narrow', 2],
  ] as const satisfies readonly (readonly [keyof Spans, number])[]) {
    const spans = line.map((cell) => cell.spans[name]);
    if (gaps(spans, columns).length > 0) return `${name}: ${spans.join(' ')}`;
  }
  return levelProblem(line);
}

function findHoleIn(block: Block): string | undefined {
  if ('tabs' in block) {
    return block.tabs.flatMap(({ rows }) => rows.map(findHole)).find((hole) => hole !== undefined);
  }
  return undefined;
}

function levelProblem(line: readonly Cell[]): string | undefined {
  if (new Set(line.map(({ height }) => height)).size > 1)
    return `heights ${line.map(({ height }) => height).join(' ')}`;
  const stats = line.filter(({ kind }) => kind === 'stat').length;
  return stats > 0 && stats < line.length ? 'a number beside what is higher' : undefined;
}

describe('the lines of an arranged board', () => {
  it('are full: charts and tables grow before gauges, and numbers share', () => {
    expect(widthsOf(unit('metric', 6), unit('gauge', 3))).to.deep.equal(['9 3']);
    expect(widthsOf(unit('gauge', 3), unit('gauge', 3))).to.deep.equal(['6 6']);
    expect(widthsOf(unit('stat', 3), unit('stat', 3), unit('stat', 3))).to.deep.equal(['4 4 4']);
    expect(widthsOf(unit('table', 8), unit('table', 6))).to.deep.equal(['12', '12']);
  });

  it('keep numbers, which have one height, apart from what is higher', () => {
    expect(widthsOf(unit('stat', 3), unit('metric', 9), unit('stat', 3))).to.deep.equal(['12', '12', '12']);
  });

  it('keep the width that the viewer chose, while the others can give way or take the rest', () => {
    expect(widthsOf(unit('table', 5, true), unit('table', 6))).to.deep.equal(['5 7']);
    expect(widthsOf(unit('table', 7, true), unit('table', 6))).to.deep.equal(['7 5']);
    expect(widthsOf(unit('metric', 9), unit('gauge', 4, true))).to.deep.equal(['8 4']);
    expect(widthsOf(unit('metric', 6, true), unit('gauge', 3), unit('table', 12))).to.deep.equal(['6 6', '12']);
    expect(widthsOf(unit('stat', 4, true), unit('stat', 3), unit('stat', 3), unit('stat', 3))).to.deep.equal([
      '4 2 3 3',
    ]);
    expect(widthsOf(unit('stat', 4, true), unit('stat', 2, true), unit('table', 5, true))).to.deep.equal(['6 6', '12']);
    expect(widthsOf(unit('table', 8, true), unit('table', 8, true))).to.deep.equal(['12', '12']);
  });

  it('put a gauge, which cannot use a line of its own, beside what is next to it', () => {
    expect(widthsOf(unit('table', 12), unit('gauge', 3))).to.deep.equal(['9 3']);
    expect(widthsOf(unit('gauge', 12), unit('metric', 12))).to.deep.equal(['4 8']);
    expect(
      widthsOf(unit('metric', 9), unit('gauge', 3), unit('gauge', 3), unit('gauge', 3), unit('log', 12)),
    ).to.deep.equal(['6 3 3', '3 9']);
  });

  it('are full at each width of the board', () => {
    const spans = (...line: Unit[]) =>
      spansOf(line).map(({ wide, medium, narrow }) => [wide, medium, narrow].join('/'));
    expect(spans(unit('metric', 9), unit('gauge', 3))).to.deep.equal(['9/8/2', '3/4/2']);
    expect(spans(unit('stat', 4), unit('stat', 4), unit('stat', 4))).to.deep.equal(['4/6/1', '4/6/1', '4/12/2']);
    expect(spans(unit('metric', 6), unit('gauge', 3), unit('gauge', 3))).to.deep.equal(['6/12/2', '3/6/2', '3/6/2']);
  });

  it('have no hole after any moves, sizes and hides, which are undone exactly', () => {
    const anyLayout = (ids: readonly string[]): fc.Arbitrary<Layout | undefined> => {
      const half = ids.slice(0, Math.ceil(ids.length / 2));
      const rest = ids.slice(half.length);
      const tabs = [{ title: 'Now', rows: [half] }, ...(rest.length > 0 ? [{ title: 'Later', rows: [rest] }] : [])];
      return fc.constantFrom<(Layout | undefined)[]>(
        undefined,
        { rows: [half] },
        { rows: [[{ tabs }]] },
        { rows: [[{ columns: [half[0] as string, { rows: rest.map((id) => [id]) }], widths: [2, 1] }]] },
      );
    };
    const boards = fc
      .array(fc.record({ kind: fc.constantFrom(...kinds), height: fc.option(fc.integer({ min: 100, max: 600 })) }), {
        minLength: 1,
        maxLength: 9,
      })
      .map(
        (all): Widgets =>
          Object.fromEntries(
            all.map(({ kind, height }, i) => {
              return [`w${i}`, { widget_type: kind, columns: [], ...(height === null ? {} : { height }) }];
            }),
          ),
      )
      .chain((widgets) => fc.tuple(fc.constant(widgets), anyLayout(Object.keys(widgets))));
    const actions = fc.array(
      fc.record({
        what: fc.constantFrom('move', 'wide', 'height', 'hide', 'show'),
        of: fc.nat(8),
        to: fc.integer({ min: -1, max: 14 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(boards, actions, ([widgets, layout], all) => {
        const steps = new ArrangementSteps();
        const was: Arrangement[] = [{ hidden: [] }];
        steps.follow('board', was[0] as Arrangement);
        for (const { what, of, to } of all) {
          const now = was.at(-1) as Arrangement;
          const lines = arrangedLines(widgets, layout, now);
          const shown = placementsOf(lines).map(({ id }) => id);
          const id = shown[of % shown.length];
          const current = currentPlacements(lines, widgets, layout, now);
          expect(current.map((one) => one.id).sort()).to.deep.equal(Object.keys(widgets).sort());
          const next = nextOf(now, { what, id, to }, current, lines, widgets);
          steps.follow('board', next);
          if (JSON.stringify(next) !== JSON.stringify(now)) was.push(next);
          if (next.places === undefined) continue;
          const drawn = arrangedLines(widgets, layout, next);
          const hole = drawn.map(findHole).find((one) => one !== undefined);
          if (hole !== undefined) throw new Error(`${hole} after ${what} ${id} ${to}: ${JSON.stringify(drawn)}`);
          const order = next.places.map((one) => one.id).filter((one) => !next.hidden.includes(one));
          if (layout === undefined) expect(placementsOf(drawn).map((one) => one.id)).to.deep.equal(order);
        }
        for (const before of was.slice(0, -1).reverse()) expect(steps.undo()).to.deep.equal(before);
        expect(steps.canUndo).to.equal(false);
        for (const after of was.slice(1)) expect(steps.redo()).to.deep.equal(after);
        expect(steps.canRedo).to.equal(false);
      }),
      { numRuns: 300 },
    );
  });

  it('begin no steps of one board on another', () => {
    const steps = new ArrangementSteps();
    steps.follow('one', { hidden: [] });
    steps.follow('one', { hidden: ['a'] });
    expect(steps.canUndo).to.equal(true);
    steps.follow('another', { hidden: ['b'] });
    expect(steps.undo()).to.equal(undefined);
  });
});

function nextOf(
  now: Arrangement,
  { what, id, to }: { what: string; id: string | undefined; to: number },
  current: readonly Placement[],
  lines: readonly Line[],
  widgets: Widgets,
): Arrangement {
  if (what === 'show') return { ...now, hidden: now.hidden.slice(1) };
  const config = id === undefined ? undefined : widgets[id];
  if (id === undefined || config === undefined) return now;
  if (what === 'hide') return { ...now, hidden: [...now.hidden, id] };
  if (what === 'move') {
    const index = Math.max(0, Math.min(to, neighboursOf(lines, id).length - 1));
    return { ...now, places: moved(current, lines, id, index) };
  }
  const size = what === 'wide' ? { wide: to } : { height: to * 50 };
  return { ...now, places: resized(current, id, kindOf(config), size) };
}
