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
