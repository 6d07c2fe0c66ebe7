import { css } from 'lit';
import { SLOTS } from './series/series-slots.js';

/** A colour as a canvas takes it, at its own strength or fainter. */
export type Ink = (strength?: number) => string;

/** The colours of a chart. CSS has them as custom properties, a canvas needs their values. */
export interface ChartColours {
  /** The colour of each slot. */
  readonly series: readonly Ink[];
  /** The same for old data: halfway to the surface, but solid, for strokes that lie on each other. */
  readonly faint: readonly Ink[];
  readonly label: Ink;
  readonly rule: Ink;
  readonly base: Ink;
  readonly hatch: Ink;
  readonly surface: Ink;
  readonly warn: Ink;
  readonly bad: Ink;
}

/**
 * Styles an element without a size that carries all colours in one property. Its computed value has them as the theme here
 * has, and its transition ends whenever one of them has changed, whatever changed it.
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

/** @param isForPaper The colours of the light theme, whatever the theme here is. */
export function readColours(probe: HTMLElement, isForPaper: boolean): ChartColours {
  if (isForPaper) {
    probe.style.setProperty('color-scheme', 'light');
    probe.style.setProperty('transition', 'none'); // It would begin with the colours of before
  }
  const found = getComputedStyle(probe).boxShadow.match(/[a-z]+\([^)]*\)/g) ?? [];
  if (isForPaper) for (const name of ['color-scheme', 'transition']) probe.style.removeProperty(name);
  const pixels = found.map(pixelOf);
  const [label, rule, base, hatch, surface, warn, bad] = pixels.slice(SLOTS).map(inkOf);
  const under = pixels[SURFACE_AT] ?? [];
  return {
    series: pixels.slice(0, SLOTS).map(inkOf),
    faint: pixels.slice(0, SLOTS).map((pixel) => inkOf(pixel.map((part, i) => (part + (under[i] ?? part)) / 2))),
    label: label ?? unknown,
    rule: rule ?? unknown,
    base: base ?? unknown,
    hatch: hatch ?? unknown,
    surface: surface ?? unknown,
    warn: warn ?? unknown,
    bad: bad ?? unknown,
  };
}

const unknown: Ink = () => 'transparent';

/** The position of the surface among the colours of the probe. */
const SURFACE_AT = SLOTS + 4;

function inkOf([red, green, blue, alpha = 0]: readonly number[]): Ink {
  return (strength = 1) => `rgb(${red} ${green} ${blue} / ${(alpha / 255) * strength})`;
}

/** Converts a CSS colour of any colour space to red, green, blue and alpha, 0…255. */
function pixelOf(colour: string): readonly number[] {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) return [];
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data];
}
