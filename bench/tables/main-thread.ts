import type { Page } from 'puppeteer-core';

/** CPU milliseconds of the page's main thread in one frame. */
export interface FrameCost {
  readonly all: number;
  readonly style: number;
  readonly layout: number;
  readonly paint: number;
  /** Collecting garbage, of which a million rows in memory make more than the table that shows them. */
  readonly garbage: number;
}

/** An event of Chromium's trace format: times in microseconds, `tdur` that of the thread's own clock. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const CATEGORIES = ['-*', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
const NOTHING: FrameCost = { all: 0, style: 0, layout: 0, paint: 0, garbage: 0 };
const STEPS: Readonly<Record<string, keyof Omit<FrameCost, 'all'>>> = {
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'paint',
  Paint: 'paint',
  Layerize: 'paint',
  Commit: 'paint',
  MajorGC: 'garbage',
  MinorGC: 'garbage',
};

/**
 * Traces a page while it works. CPU time of the thread, not the time on the clock: what else the machine does between is
 * not counted.
 */
export async function traceFrames<T>(page: Page, work: () => Promise<T>): Promise<{ done: T; frames: FrameCost[] }> {
  await page.tracing.start({ categories: CATEGORIES });
  const done = await work();
  const trace = await page.tracing.stop();
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: TraceEvent[] };
  return { done, frames: framesOf(traceEvents) };
}

/** A frame lasts from the task that fires its animation callbacks to the next such task. */
function framesOf(events: readonly TraceEvent[]): FrameCost[] {
  const frames: FrameCost[] = [];
  for (const { cost, isFrame } of tasksOf(events)) {
    const before = frames.at(-1);
    if (isFrame) frames.push(cost);
    else if (before !== undefined) frames[frames.length - 1] = sum(before, cost);
  }
  return frames.slice(1, -1); // The first and the last are cut
}

function tasksOf(events: readonly TraceEvent[]): { cost: FrameCost; isFrame: boolean }[] {
  const fired = events.find(({ name }) => name === 'FireAnimationFrame');
  const onMain = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === fired?.pid && tid === fired.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks: { cost: FrameCost; isFrame: boolean }[] = [];
  let end = 0;
  for (const { name, ts, dur = 0, tdur = 0 } of onMain) {
    const milliseconds = tdur / 1000;
    const step = STEPS[name];
    const task = tasks.at(-1);
    if (name === 'RunTask' && ts >= end) {
      end = ts + dur;
      tasks.push({ cost: { ...NOTHING, all: milliseconds }, isFrame: false });
    } else if (task !== undefined && step !== undefined) {
      task.cost = sum(task.cost, { ...NOTHING, [step]: milliseconds });
    } else if (task !== undefined && name === 'FireAnimationFrame') {
      task.isFrame = true;
    }
  }
  return tasks;
}

function sum(a: FrameCost, b: FrameCost): FrameCost {
  return {
    all: a.all + b.all,
    style: a.style + b.style,
    layout: a.layout + b.layout,
    paint: a.paint + b.paint,
    garbage: a.garbage + b.garbage,
  };
}
