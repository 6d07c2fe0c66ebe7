import { css } from 'lit';
import { SLOTS } from './series-slots.js';

/** What a canvas is drawn with; CSS knows these as custom properties, a canvas needs their values. */
export interface ChartColours {
  /** By slot: the line, and from it the fill below at its strongest and at nothing. */
  readonly series: readonly { readonly line: string; readonly fade: readonly [string, string] }[];
  readonly label: string;
  readonly rule: string;
  readonly base: string;
  readonly hatch: string;
  readonly surface: string;
  readonly warn: string;
  readonly bad: string;
}

/**
 * An element without a size that carries all colours in one property: its computed value is what they are in the theme
 * that holds here, and its transition ends whenever one of them has changed, whatever changed it.
 */
export const colourProbe = css`
  .colours {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    pointer-events: none;
    forced-color-adjust: none;
    transition: box-shadow 1ms;
    box-shadow:
      0 0 var(--_series-1),
      0 0 var(--_series-2),
      0 0 var(--_series-3),
      0 0 var(--_series-4),
      0 0 var(--_series-5),
      0 0 var(--_series-6),
      0 0 var(--_text-3),
      0 0 var(--_rule),
      0 0 var(--_border),
      0 0 var(--_track),
      0 0 var(--_surface),
      0 0 var(--_warn),
      0 0 var(--_bad);
  }
`;

export function readColours(probe: Element): ChartColours {
  const found = getComputedStyle(probe).boxShadow.match(/[a-z]+\([^)]*\)/g) ?? [];
  const [label = '', rule = '', base = '', hatch = '', surface = '', warn = '', bad = ''] = found.slice(SLOTS);
  const series = found.slice(0, SLOTS).map((line) => {
    const [red, green, blue] = pixelOf(line);
    const faded = (alpha: number) => `rgb(${red} ${green} ${blue} / ${alpha})`;
    return { line, fade: [faded(STRONGEST), faded(0)] as const };
  });
  return { series, label, rule, base, hatch, surface, warn, bad };
}

const STRONGEST = 0.14;

/** Any CSS colour as red, green and blue: a page may have set it in any colour space. */
function pixelOf(colour: string): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) return new Uint8ClampedArray(4);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}
