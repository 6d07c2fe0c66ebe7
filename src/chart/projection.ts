/**
 * The scales of a chart in plain numbers, for loops over every point: `x = left + (time − from) / perPixel` and
 * `y = top + (high − value) · perUnit`.
 */
export interface Projection {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly high: number;
  readonly perUnit: number;
}
