import { clientScale } from '../../look/client-pixels.js';

/** The box in which a widget is drawn, in the grid. */
export interface Box {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The box at a point of the grid. */
export function boxAt(boxes: readonly Box[], x: number, y: number): Box | undefined {
  return boxes.find(({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height);
}

/** The boxes of the widgets in a grid, in its own pixels. */
export function boxesOf(grid: Element, cells: Iterable<Element & { readonly widget: string }>): Box[] {
  const origin = grid.getBoundingClientRect();
  const scale = clientScale(grid as HTMLElement);
  return [...cells].map((cell) => {
    const { left, top, width, height } = cell.getBoundingClientRect();
    const [x, y] = [(left - origin.left) / scale, (top - origin.top) / scale];
    return { id: cell.widget, left: x, top: y, width: width / scale, height: height / scale };
  });
}
