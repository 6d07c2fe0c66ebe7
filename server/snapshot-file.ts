import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SavedState } from './log.js';
import { frameRecord, readRecords } from './records.js';

/*
 * A state in a file:
 *
 *     head   epoch, and everything but rows and tombstones
 *     rows   a thousand rows, or tombstones, of one widget; as many of these as it takes
 *     end    without it the file is not complete
 */
type SavedRows = SavedState['widgets'][number]['collection'];
type SnapshotRecord =
  | { readonly type: 'head'; readonly format: 1; readonly epoch: string; readonly state: SavedState }
  | { readonly type: 'rows'; readonly widget: number; readonly rows: SavedRows['rows'] }
  | { readonly type: 'tombstones'; readonly widget: number; readonly tombstones: SavedRows['tombstones'] }
  | { readonly type: 'end' };

/** Writes a state beside what is there and puts it in place when it is safely on the disk. Gives its bytes. */
export async function writeSnapshot(path: string, epoch: string, state: SavedState): Promise<number> {
  const unfinished = `${path}.tmp`;
  const file = await open(unfinished, 'w', 0o600);
  let bytes = 0;
  try {
    for (const record of recordsOf(epoch, state)) {
      const framed = Buffer.concat(frameRecord([Buffer.from(JSON.stringify(record))]));
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

/** What is removed after this must not be missing while the new name is not there yet. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function* recordsOf(epoch: string, state: SavedState): Generator<SnapshotRecord> {
  const widgets = state.widgets.map((widget) => ({
    ...widget,
    collection: { ...widget.collection, rows: [], tombstones: [] },
  }));
  yield { type: 'head', format: 1, epoch, state: { ...state, widgets } };
  for (const [widget, { collection }] of state.widgets.entries()) {
    for (const rows of chunksOf(collection.rows)) yield { type: 'rows', widget, rows };
    for (const tombstones of chunksOf(collection.tombstones)) yield { type: 'tombstones', widget, tombstones };
  }
  yield { type: 'end' };
}

/** @returns `undefined` if the file is damaged or not complete. */
export async function readSnapshot(path: string): Promise<{ epoch: string; state: SavedState } | undefined> {
  let head: Extract<SnapshotRecord, { type: 'head' }> | undefined;
  const parts: { rows: SavedRows['rows'][number][]; tombstones: SavedRows['tombstones'][number][] }[] = [];
  for await (const payload of readRecords(path)) {
    const record = JSON.parse(payload.toString()) as SnapshotRecord;
    if (record.type === 'head') {
      head = record;
      for (const _ of head.state.widgets) parts.push({ rows: [], tombstones: [] });
    } else if (record.type === 'rows') {
      for (const row of record.rows) parts[record.widget]?.rows.push(row);
    } else if (record.type === 'tombstones') {
      for (const tombstone of record.tombstones) parts[record.widget]?.tombstones.push(tombstone);
    } else if (head !== undefined) {
      const { epoch, state } = head;
      const widgets = state.widgets.map((widget, i) => ({
        ...widget,
        collection: { ...widget.collection, ...parts[i] },
      }));
      return { epoch, state: { ...state, widgets } };
    }
  }
  return undefined;
}

function* chunksOf<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += CHUNK) yield list.slice(i, i + CHUNK);
}

const CHUNK = 1000;
