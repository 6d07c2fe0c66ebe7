import { css } from 'lit';

/**
 * The look's custom properties. A page changes any `--sv-x` on any ancestor; our sheets read `--_x`, so that a default
 * never hides a page's choice. Light and dark come from one declaration each: `light-dark()` follows `color-scheme`.
 */
export const tokens = css`
  :host {
    /* Base colours: all others are mixed from these */
    --_canvas: var(--sv-canvas, light-dark(#f5f6f8, #0f1115)); /* behind the panels */
    --_surface: var(--sv-surface, light-dark(#ffffff, #171a1f)); /* a panel */
    --_raised: var(--sv-raised, light-dark(#ffffff, #242931)); /* what floats: tooltip, menu */
    --_text: var(--sv-text, light-dark(#191e26, #dde2ea)); /* values, names, titles */
    --_accent: var(--sv-accent, var(--_brand, light-dark(#0f62c4, #78b6f8))); /* what can be acted on, focus, the live edge */
    --_on-accent: var(--sv-on-accent, var(--_on-brand, light-dark(#ffffff, #0f1115))); /* text on a solid accent */

    /* Status: text, icon and fill alike; always with a word or a shape beside them */
    --_good: var(--sv-good, light-dark(#14795a, #7fe0b2));
    --_warn: var(--sv-warn, light-dark(#a35d00, #f2b63a));
    --_bad: var(--sv-bad, light-dark(#a80f16, #fb7185));

    /* Series: one hue per slot in both themes */
    --_series-1: var(--sv-series-1, light-dark(#0f62c4, #78b6f8)); /* blue */
    --_series-2: var(--sv-series-2, light-dark(#e0600a, #fbaa38)); /* orange */
    --_series-3: var(--sv-series-3, light-dark(#1f9d8a, #0d9c64)); /* green */
    --_series-4: var(--sv-series-4, light-dark(#a03d78, #d06fab)); /* pink */
    --_series-5: var(--sv-series-5, light-dark(#6b4d12, #fbe293)); /* ochre */
    --_series-6: var(--sv-series-6, light-dark(#3b1a8f, #a47bf0)); /* violet */

    /* System fonts that have tabular numerals, by name: system-ui is very wide on bare Linux */
    --_font: var(
      --sv-font,
      -apple-system,
      BlinkMacSystemFont,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Liberation Sans',
      Arial,
      sans-serif
    );
    --_mono: var(
      --sv-mono,
      ui-monospace,
      'SF Mono',
      'Cascadia Mono',
      Menlo,
      Consolas,
      'Noto Sans Mono',
      'Liberation Mono',
      monospace
    );

    --_scale: var(--sv-scale, 1); /* a wall screen sets 1.4; type, rows and controls grow together */
    --_gap: var(--sv-gap, 12px); /* between panels; the padding inside a panel */
    --_radius: var(--sv-radius, 8px); /* panel; controls use half */

    /* Derived */
    --_text-2: var(--sv-text-2, color-mix(in oklab, var(--_text) 76%, var(--_surface))); /* labels, stale values */
    --_text-3: var(--sv-text-3, color-mix(in oklab, var(--_text) 64%, var(--_surface))); /* axis, units, captions */
    --_border: var(--sv-border, color-mix(in oklab, var(--_text) 13%, transparent)); /* panel edge, table head */
    --_rule: var(--sv-rule, color-mix(in oklab, var(--_text) 7%, transparent)); /* chart grid, row lines */
    --_fill: var(--sv-fill, color-mix(in oklab, var(--_text) 5%, transparent)); /* hover, quiet controls */
    --_track: var(--sv-track, color-mix(in oklab, var(--_text) 10%, transparent)); /* gauge track, skeleton */

    /* Change highlight: a tint behind a value that just changed */
    --_up: var(--sv-up, color-mix(in oklab, var(--_series-1) 22%, transparent));
    --_down: var(--sv-down, color-mix(in oklab, var(--_series-2) 24%, transparent));
    --_changed: var(--sv-changed, color-mix(in oklab, var(--_text) 12%, transparent));

    --_size-xs: var(--sv-size-xs, calc(11px * var(--_scale))); /* axis, tick, badge */
    --_size-sm: var(--sv-size-sm, calc(12px * var(--_scale))); /* label, table head, caption */
    --_size-md: var(--sv-size-md, calc(13px * var(--_scale))); /* cell, panel title, control */
    --_size-lg: var(--sv-size-lg, calc(17px * var(--_scale))); /* dashboard title, unit of a big number */
    --_size-xl: var(--sv-size-xl, calc(30px * var(--_scale))); /* the big number */

    --_row: var(--sv-row, calc(28px * var(--_scale))); /* table row */
    --_control: var(--sv-control, max(24px, 28px * var(--_scale))); /* button, select, search field */
    --_header: var(--sv-header, calc(36px * var(--_scale))); /* panel header */
  }

  @media (prefers-contrast: more) {
    :host {
      --_text-2: var(--_text);
      --_text-3: var(--_text);
      --_border: color-mix(in oklab, var(--_text) 60%, transparent);
      --_rule: color-mix(in oklab, var(--_text) 25%, transparent);
    }
  }

  @media (forced-colors: active) {
    :host {
      --_series-1: CanvasText;
      --_series-2: Highlight;
      --_series-3: LinkText;
      --_series-4: CanvasText;
      --_series-5: Highlight;
      --_series-6: LinkText;
      --_text-3: CanvasText;
      --_accent: Highlight;
      --_good: CanvasText;
      --_warn: CanvasText;
      --_bad: CanvasText;
      --_track: color-mix(in oklab, CanvasText 25%, Canvas);
    }
  }

  :host([printing]) {
    color-scheme: light !important;
  }
  @media print {
    :host {
      color-scheme: light;
      print-color-adjust: exact;
    }
  }
`;
