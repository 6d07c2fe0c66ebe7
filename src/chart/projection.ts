/** From points to device pixels: `x = left + (time − from) / perPixel`, `y = top + (high − value) · perUnit`. */
export interface Projection {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly high: number;
  readonly perUnit: number;
}
