import type { Collection } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { ViewOptions } from '../../core/sorted/sorted-view.js';

/** One line of a menu: a link, or something to do. */
export interface Action {
  readonly label: string;
  readonly href?: string;
  /** Whether it is the one that is chosen among others. */
  readonly isChecked?: boolean;
  /** Closes the menu, or gives a promise of the words that stand in place of the label when it is done. */
  readonly run?: () => Promise<string> | undefined;
}

/** The offer of an element for its menu, which adds lines that any element can have: full screen, pictures, its tag. */
export interface MenuOffer {
  /** The name of the files that are saved of it, without date and ending. */
  readonly fileName: string;
  /** The words below a picture of it: the board, the widget, the time that is shown. */
  readonly subject: readonly (string | undefined)[];
  /** Lines below full screen, in one group with it. */
  readonly view: readonly Action[];
  /** Lines in a group of their own. */
  readonly actions: readonly Action[];
  /** The relay's whole address; `undefined` for a recording and for local data. */
  readonly relay: string | undefined;
  /** The widget that its tag shows in another page. */
  readonly widget: string | undefined;
  /** Files that the relay makes of it, as labels and paths. */
  readonly exports: readonly (readonly [label: string, path: string])[];
  /** Its rows, if it has some. */
  readonly rows: OfferedRows | undefined;
}

/** The rows that are seen, if a viewer can sort and filter them. */
export interface ShownRows {
  readonly view: ViewOptions;
  /** All rows. */
  readonly size: number;
  /** Rows that pass the filter. */
  readonly matching: number;
  /** Rows that pass the filter and the cut. */
  readonly total: number;
}

/** The rows of a widget, for files of them. */
export interface OfferedRows {
  /** Names a file that the page makes. */
  readonly title: string | undefined;
  /** The widget, if a relay has it. */
  readonly relayWidget: string | undefined;
  readonly config: WidgetConfig | undefined;
  /** The rows that the page has; `undefined` if it has too few of them to make a file. */
  readonly collection: Collection | undefined;
  readonly shownRows: ShownRows | undefined;
  /** Whether the relay may have newer rows than are seen. */
  readonly isPaused: boolean;
}

/** The rows of a picture that are not drawn in the page: all are alike, and thousands would keep it from doing anything else. */
export interface FurtherRows {
  /** Holds the rows above them, and has place for them. */
  readonly box: HTMLElement;
  /** Rows above them. */
  readonly above: number;
  readonly count: number;
  /** The height of a row, in CSS pixels. */
  readonly height: number;
  /** Gives some of them one after another, by their index, each until the next is asked for. */
  elements(from: number, to: number): Iterable<Element>;
}

/** An element with a menu. */
export interface MenuHost extends HTMLElement {
  readonly menuOffer: MenuOffer;
}
