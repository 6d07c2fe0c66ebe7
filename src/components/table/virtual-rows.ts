import { virtualize } from '@lit-labs/virtualizer/virtualize.js';
import { type RootPart, render } from 'lit';

type LayoutSpecifier = Extract<NonNullable<NonNullable<Parameters<typeof virtualize>[0]>['layout']>, { type: unknown }>;
type Layout = InstanceType<LayoutSpecifier['type']>;
type LayoutSink = ConstructorParameters<LayoutSpecifier['type']>[0];

/**
 * Margin of the window, in percent of its height, in which a table counts as near. Less than that in which its rows are
 * painted at every change, so that one that comes near is painted.
 */
const NEAR = '25%';

interface RowsState {
  /** The first and last row that are drawn; −1 if none. */
  readonly range: { readonly first: number; readonly last: number };
  /** The height of the element, in pixels. */
  readonly height: number;
  /** Tops of rows by index: only of those that stand elsewhere than before. */
  readonly moved: ReadonlyMap<number, number>;
}

/**
 * The element that holds the rows of a table, hosted by `@lit-labs/virtualizer`: that follows whatever scrolls or
 * resizes around it, through slots and shadow roots, makes it as high as all rows together, and positions the rows.
 * Which rows there are, and where, is for `FixedRows` to compute and for `TableBody` to draw.
 *
 *     scroll, resize → virtualizer → onReflow          (FixedRows, TableBody)
 *                      virtualizer ← update(state)     heights and transforms
 *
 * The directive alone would draw the rows by lit's `repeat`, which since lit-html 3.3.1 leaves a comment in the page for
 * each item that goes (lit/lit#5298). So its `rangeChanged` event, on which it draws, ends here.
 */
export class VirtualRows {
  readonly element = document.createElement('div');
  readonly #onReflow: () => void;
  #part: RootPart | undefined;
  #near: IntersectionObserver | undefined;
  #sink: LayoutSink | undefined;
  #sent: { first: number; last: number; height: number } = { first: -1, last: -1, height: 0 };

  /** @param onReflow Called when other rows may be in sight, at a moment at which nothing has been drawn. */
  constructor(onReflow: () => void) {
    this.#onReflow = onReflow;
    this.element.className = 'drawn';
    this.element.setAttribute('role', 'rowgroup');
    this.element.addEventListener('rangeChanged', (event) => event.stopImmediatePropagation());
  }

  /** Follows what scrolls around the element, which must be in the document. */
  connect(scroller: HTMLElement): void {
    this.disconnect();
    if (this.#part === undefined) {
      const config: RowsLayoutConfig = {
        attach: (sink) => {
          this.#sink = sink;
        },
        reflow: this.#onReflow,
      };
      const layout = { type: RowsLayout, ...config };
      this.#part = render(virtualize({ layout }), this.element);
      this.element.firstChild?.remove(); // The directive's marker: nothing is ever rendered after it
    } else this.#part.setConnected(true);
    // The virtualizer does not notice that the page above the table has shrunk.
    const { IntersectionObserver } = scroller.ownerDocument.defaultView ?? window;
    this.#near = new IntersectionObserver(this.#onReflow, { rootMargin: NEAR });
    this.#near.observe(scroller);
  }

  disconnect(): void {
    this.#part?.setConnected(false);
    this.#near?.disconnect();
  }

  /** Sizes the element and positions its rows, if anything is other than before. */
  update({ range: { first, last }, height, moved }: RowsState): void {
    const sent = this.#sent;
    if (first === sent.first && last === sent.last && height === sent.height && moved.size === 0) return;
    this.#sent = { first, last, height };
    const childPositions = new Map<number, { left: number; top: number }>();
    for (const [index, top] of moved) childPositions.set(index, { left: 0, top });
    this.#sink?.({
      type: 'stateChanged',
      scrollSize: { height, width: 0 },
      range: { first, last, firstVisible: -1, lastVisible: -1 }, // Nobody asks which of them can be seen
      childPositions,
    });
    childPositions.clear(); // They hold now; the virtualizer would write them again after each change of the rows
  }
}

interface RowsLayoutConfig {
  attach(sink: LayoutSink): void;
  reflow(): void;
}

/** Speaks to the virtualizer. It measures nothing and keeps no items: what is computed comes by the sink. */
class RowsLayout implements Layout {
  readonly direction = 'vertical';
  readonly pin = null;
  items: unknown[] = [];
  viewportSize = { width: 0, height: 0 };
  viewportScroll = { left: 0, top: 0 };
  totalScrollSize = { width: 0, height: 0 };
  offsetWithinScroller = { left: 0, top: 0 };
  readonly reflowIfNeeded: () => void;

  constructor(sink: LayoutSink, config?: object) {
    const { attach, reflow } = config as RowsLayoutConfig;
    attach(sink);
    this.reflowIfNeeded = reflow;
  }

  unpin(): void {
    // Nothing is ever pinned
  }

  getScrollIntoViewCoordinates(): object {
    return {}; // Nobody asks: rows are shown by scrolling, not by index
  }
}
