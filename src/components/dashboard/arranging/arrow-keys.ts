import type { Placement } from './arrangement-storage.js';

/** Where an arrow points to; `x`: to the next, −1: to the one before. */
interface Arrow {
  readonly x: number;
  readonly y: number;
}

const ARROWS: Readonly<Record<string, Arrow>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The side to which widgets follow each other: 1 is right; −1 is left, where texts are written from right to left. */
export function onwards(board: Element): 1 | -1 {
  return getComputedStyle(board).direction === 'rtl' ? -1 : 1;
}

/** The arrow of a key, the way that the board is written. */
export function arrowOf(key: string, board: Element): Arrow | undefined {
  const arrow = ARROWS[key];
  return arrow && { ...arrow, x: arrow.x * onwards(board) };
}

/** The size that an arrow gives a widget. One that follows its neighbours starts from what is shown. */
export function sizeByArrow(
  { x, y }: Arrow,
  { wide, height, isSized = false }: Placement,
  shown: { readonly wide: number; readonly height: number },
): Partial<Placement> {
  return x === 0 ? { height: (height ?? shown.height) + y * TALLER } : { wide: (isSized ? wide : shown.wide) + x };
}

/** CSS pixels. */
const TALLER = 40;
