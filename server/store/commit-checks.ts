import { rowCheck } from '../../src/core/checks/row-checks.js';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { WidgetChange } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import type { Refusal } from '../log/log-entry.js';
import type { Run } from './run.js';
import { newCollection, type Widget } from './widget.js';

/** The state that a commit is checked against; it must not change meanwhile. */
export interface CheckedState {
  readonly widgets: ReadonlyMap<string, Readonly<Widget>>;
  readonly run: Readonly<Run> | undefined;
  readonly maxRows: number;
}

/** Finds the widgets of a commit that break a rule. A large commit is checked in slices. */
export async function refusalsOf(
  changes: Readonly<Record<string, WidgetChange>>,
  state: CheckedState,
  slices = new TimeSlices({ queue: new SliceQueue(), startsNow: true }),
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  for (const [id, change] of Object.entries(changes)) {
    try {
      await check(id, change, state, slices);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refused.push({ widget: id, code: error.code, message: error.message });
    }
  }
  return refused;
}

async function check(
  id: string,
  { up = [] }: WidgetChange,
  { widgets, run, maxRows }: CheckedState,
  slices: TimeSlices,
): Promise<void> {
  const widget = widgets.get(id);
  if (widget === undefined || widget.run !== run?.id) {
    throw new ProtocolError('unknown_widget', `widget "${id}" is not in this run's config; declare it there first`);
  }
  if (widget.config.error !== undefined) {
    const { code, message } = widget.config.error;
    throw new ProtocolError(code, message);
  }
  const { collection } = widget;
  const checkRow = rowCheck(collection.columns);
  for (const row of up) {
    checkRow(row);
    if (slices.isOver()) await slices.next();
  }
  const isEmptied = widget.inherited && run.settled === false;
  const { size, retention } = isEmptied ? newCollection(widget.config, 0) : collection;
  if (size + up.length <= maxRows) return;
  const added = new Map<string, KeyedRow>();
  for (const row of up) {
    if (isEmptied || !collection.has(row[0])) added.set(row[0], row);
    if (slices.isOver()) await slices.next();
  }
  const grown = size + (retention?.growth(added.values()) ?? added.size);
  if (grown <= maxRows) return;
  throw new ProtocolError(
    'too_many_rows',
    `this commit would give the widget ${grown} rows; it may have ${maxRows}: aggregate or filter before it`,
  );
}
