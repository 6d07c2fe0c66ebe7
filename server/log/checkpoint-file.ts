import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SavedCollection } from '../../src/core/traced-collection.js';
import type { KeyedRow, Value } from '../../src/core/values.js';
import { createPrivate } from '../state/private-files.js';
import { frameRecord, readRecords } from '../state/records.js';
import { checkFormat, FORMAT } from './format-version.js';
import { type PackedColumns, packColumns, unpackColumns } from './packed-columns.js';
import type { SavedFormer, SavedState, SavedWidget } from './saved-state.js';

/*
 * Checkpoints: the whole state in a file, in records:
 *
 *     head         epoch, and everything but rows and tombstones
 *     rows         up to a thousand rows of one widget, by column; as many records as it takes; widgets are counted,
 *                  those of the former state after the others
 *     tombstones   up to a thousand of one widget; as many records as it takes
 *     end          marks the file as complete
 *
 * The head is JSON. Each of the others is JSON too, followed by the numbers that are kept apart from it:
 *
 *     length of the JSON  u32 │ JSON │ numbers
 *
 * Files written by earlier versions must load: so the files are still called `.snapshot`, and `nextPlace` in the head is
 * the next ordinal of a collection.
 */
interface Head {
  readonly format: number;
  readonly epoch: string;
  readonly state: StateOf<CollectionHead>;
}
/** A state whose collections are as they are kept in memory, or as the head has them. */
type StateOf<C> = Omit<SavedState, 'widgets' | 'former'> & {
  readonly widgets: readonly WidgetOf<C>[];
  readonly former?: Omit<SavedFormer, 'widgets'> & { readonly widgets: readonly FormerWidgetOf<C>[] };
};
type RestOfWidget = Omit<SavedWidget, 'collection'>;
type WidgetOf<C> = RestOfWidget & { readonly collection: C };
type FormerWidgetOf<C> = RestOfWidget & { readonly collection?: C };
interface CollectionHead {
  readonly position: number;
  readonly floor: number;
  readonly nextPlace: number;
}
type CheckpointRecord =
  | {
      readonly type: 'rows';
      readonly widget: number;
      readonly rows: number;
      /** Position of the last change, ordinal, position of the last delete, key, values. */
      readonly columns: PackedColumns['columns'];
    }
  | { readonly type: 'tombstones'; readonly widget: number; readonly tombstones: SavedCollection['tombstones'] }
  | { readonly type: 'end' };

/** Writes a state under another name, and renames the file when the disk has all of it. Gives its bytes. */
export async function writeCheckpoint(path: string, epoch: string, state: SavedState): Promise<number> {
  const unfinished = `${path}.tmp`;
  const file = await createPrivate(unfinished);
  let bytes = 0;
  try {
    for (const payload of payloadsOf(epoch, state)) {
      const framed = Buffer.concat(frameRecord(payload));
      await file.appendFile(framed);
      bytes += framed.length;
    }
    await file.sync();
  } catch (error) {
    await rm(unfinished).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncDirectory(dirname(path));
  return bytes;
}

/** Waits until the disk has the new name: only then may the files that it replaces be removed. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function* payloadsOf(epoch: string, state: SavedState): Generator<Buffer[]> {
  const head: Head = { format: FORMAT, epoch, state: withCollections(state, headOf) };
  yield [Buffer.from(JSON.stringify(head))];
  const collections = widgetsOf(state).flatMap(({ collection = [] }) => collection);
  for (const [widget, collection] of collections.entries()) {
    const { rows, changedAt, ordinals, deletedAt, tombstones } = collection;
    for (let i = 0; i < rows.length; i += CHUNK) {
      const count = Math.min(CHUNK, rows.length - i);
      const kept = [changedAt, ordinals, deletedAt].map((list) => (row: number) => list[i + row] as number);
      const values = rows[i]?.map((_, column) => (row: number) => rows[i + row]?.[column] as Value) ?? [];
      const { columns, numbers } = packColumns([...kept, ...values], count);
      yield encode({ type: 'rows', widget, rows: count, columns }, numbers);
    }
    for (let i = 0; i < tombstones.length; i += CHUNK) {
      yield encode({ type: 'tombstones', widget, tombstones: tombstones.slice(i, i + CHUNK) });
    }
  }
  yield encode({ type: 'end' });
}

function headOf({ position, floor, nextOrdinal }: SavedCollection): CollectionHead {
  return { position, floor, nextPlace: nextOrdinal };
}

/** @returns `undefined` if the file is damaged or not complete. */
export async function readCheckpoint(path: string): Promise<{ epoch: string; state: SavedState } | undefined> {
  let head: Head | undefined;
  let parts: Part[] = [];
  for await (const payload of readRecords(path)) {
    if (head === undefined) {
      head = JSON.parse(payload.toString()) as Head;
      checkFormat(head.format, path);
      parts = widgetsOf(head.state).flatMap(({ collection }) => (collection ? emptyPart() : []));
      continue;
    }
    const { record, numbers } = decode(payload);
    if (record.type === 'rows') {
      const columns = unpackColumns(record.columns, numbers, record.rows);
      addRows(parts[record.widget] as Part, columns as RowColumns, record.rows);
    } else if (record.type === 'tombstones') {
      for (const tombstone of record.tombstones) parts[record.widget]?.tombstones.push(tombstone);
    } else {
      return { epoch: head.epoch, state: stateOf(head, parts) };
    }
  }
  return undefined;
}

/** Puts the parts into the head again, in the order in which they were written. */
function stateOf({ state }: Head, parts: readonly Part[]): SavedState {
  let count = 0;
  return withCollections(state, ({ position, floor, nextPlace }) => ({
    position,
    floor,
    nextOrdinal: nextPlace,
    ...(parts[count++] as Part),
  }));
}

/** All widgets of a state in the order in which they are written: those of the former state after the others. */
function widgetsOf<C>({ widgets, former }: StateOf<C>): readonly FormerWidgetOf<C>[] {
  return [...widgets, ...(former?.widgets ?? [])];
}

/** Gives the state with each collection replaced, in the order of `widgetsOf`. */
function withCollections<From, To>(
  { widgets, former, ...rest }: StateOf<From>,
  replace: (collection: From) => To,
): StateOf<To> {
  return {
    ...rest,
    widgets: widgets.map((widget) => ({ ...widget, collection: replace(widget.collection) })),
    ...(former && {
      former: {
        ...former,
        widgets: former.widgets.map(({ collection, ...widget }) =>
          collection === undefined ? widget : { ...widget, collection: replace(collection) },
        ),
      },
    }),
  };
}

type RowColumns = [changedAt: Numbers, ordinals: Numbers, deletedAt: Numbers, ...values: ArrayLike<Value>[]];
type Numbers = ArrayLike<number>;

function addRows(to: Part, [changedAt, ordinals, deletedAt, ...values]: RowColumns, count: number): void {
  for (let i = 0; i < count; i++) {
    to.rows.push(values.map((column) => column[i]) as unknown as KeyedRow);
    to.changedAt.push(changedAt[i] as number);
    to.ordinals.push(ordinals[i] as number);
    to.deletedAt.push(deletedAt[i] as number);
  }
}

/** The rows and tombstones of one widget, which are not in the head. */
interface Part {
  readonly rows: KeyedRow[];
  readonly changedAt: number[];
  readonly ordinals: number[];
  readonly deletedAt: number[];
  readonly tombstones: SavedCollection['tombstones'][number][];
}

function emptyPart(): Part {
  return { rows: [], changedAt: [], ordinals: [], deletedAt: [], tombstones: [] };
}

function encode(record: CheckpointRecord, numbers: readonly Buffer[] = []): Buffer[] {
  const text = Buffer.from(JSON.stringify(record));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return [length, text, ...numbers];
}

function decode(payload: Buffer): { record: CheckpointRecord; numbers: Buffer } {
  const end = 4 + payload.readUInt32LE(0);
  return { record: JSON.parse(payload.toString('utf8', 4, end)) as CheckpointRecord, numbers: payload.subarray(end) };
}

/**
 * Rows or tombstones in one record. 200,000 rows take 150 ms of CPU to write. With twice as many in a record it is the
 * same, and each record holds up the event loop for twice as long; with half, it is 300 ms.
 */
const CHUNK = 1000;
