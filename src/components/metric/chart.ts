import type { LitElement } from 'lit';
import { type Extent, endOf } from '../../chart/axes/window.js';
import { ChartLayout, type Scene } from '../../chart/layout.js';
import { type BoundaryLine, paintChart, type Silence } from '../../chart/paint.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { formatNumber } from '../../text/format.js';
import { formatInstant } from '../../text/format-time.js';
import { quantityText } from '../../text/quantity.js';
import { boundariesOf } from '../../text/thresholds.js';
import { shortText } from '../value/short-text.js';
import type { ValueSettings } from '../value/value-settings.js';
import { MetricLines } from './lines.js';
import { ChartSurface } from './surface.js';

/** The choices and the state that a chart is drawn by. */
export interface Drawing extends Pick<Scene, 'span' | 'zoom' | 'motion'> {
  readonly settings: ValueSettings;
  readonly state: WidgetState;
  /** The names of lines that are not drawn. */
  readonly switchedOff: ReadonlySet<string>;
  /** The time on the clock of the points. */
  readonly now: number;
}

/** The chart of a metric: its lines, their layout, and the canvas that they are painted on. */
export class MetricChart {
  readonly lines = new MetricLines();
  readonly layout = new ChartLayout();
  readonly surface: ChartSurface;
  readonly #host: LitElement;

  /** @param changed Called when the canvas must be painted anew. */
  constructor(host: LitElement, changed: () => void) {
    this.#host = host;
    this.surface = new ChartSurface(host, changed);
  }

  /** The visible part of the horizontal axis. */
  get shown(): Extent {
    return { first: this.layout.window.from, last: endOf(this.layout.window) };
  }

  /** Paints the chart, if there is a canvas. */
  paint(drawing: Drawing): void {
    const { pen, colours, width, height, measure, scale } = this.surface;
    if (pen === null || colours === undefined) return;
    const ratio = this.surface.ratio * scale;
    this.layout.update(this.#sceneOf(drawing), { width, height, ratio, measure }, drawing.now);
    const { state, zoom } = drawing;
    paintChart(this.layout, {
      pen,
      colours,
      ratio,
      isFaint: state === 'stale' || state === 'reconnecting',
      isLive: state === 'live' && zoom === undefined && this.lines.clock !== undefined,
      isForced: this.#host.ownerDocument.defaultView?.matchMedia('(forced-colors: active)').matches === true,
      boundaries: boundaryLines(drawing.settings),
      silence: this.#silenceIn(drawing),
    });
    this.surface.done();
  }

  /** Writes a position on the horizontal axis. */
  timeWords(time: number): string {
    const { clock } = this.lines;
    return clock === undefined ? formatNumber(time) : formatInstant(Math.round(time), { isUtc: clock === 'local' });
  }

  #sceneOf({ settings, switchedOff, span, zoom, motion }: Drawing): Scene {
    const { unit, format, column } = settings;
    return {
      lines: this.lines.all.filter(({ name }) => !switchedOff.has(name)),
      extent: this.lines.extent,
      clock: this.lines.clock,
      ...{ span, zoom, motion, unit, format },
      isDuration: column.type === 'duration',
    };
  }

  #silenceIn({ state, zoom }: Drawing): Silence | undefined {
    const { last } = this.lines.extent;
    const { first, last: edge } = this.shown;
    if (state !== 'stale' || zoom !== undefined || edge - last < MINOR * (edge - first)) return undefined;
    const since = this.timeWords(Math.floor(last / 1000) * 1000);
    return { from: Math.max(this.layout.x(last), this.layout.plot.left), words: `no data since ${since}` };
  }
}

function boundaryLines(settings: ValueSettings): BoundaryLine[] {
  return boundariesOf(settings.thresholds).map(({ level, side, limit }) => ({
    level,
    limit,
    words: `${LEVEL_WORDS[level]} ${side} ${quantityText(shortText(limit, settings), settings.unit)}`,
  }));
}

const LEVEL_WORDS = { warn: 'warning', bad: 'critical' } as const;
/** Share of the window: a shorter silence gets no words. */
const MINOR = 0.02;
