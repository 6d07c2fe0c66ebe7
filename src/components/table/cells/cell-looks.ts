import type { Column } from '../../../core/values.js';
import { CellLook } from './cell-look.js';

/** Keeps how columns look while they are arranged otherwise: what they have learnt of their values. */
export class CellLooks {
  readonly #known = new Map<string, CellLook>();
  /** The time zone in which times are shown. Default: the viewer's. */
  timezone: string | undefined;

  /** @param all All columns of the table. */
  of(column: Column, all: readonly Column[]): CellLook {
    const { timezone } = this;
    const name = JSON.stringify([column, timezone, column.link && all]);
    let look = this.#known.get(name);
    if (look === undefined) this.#known.set(name, (look = new CellLook({ column, all, timezone })));
    return look;
  }
}
