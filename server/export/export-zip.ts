import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { fileNameOf } from '../../src/core/export/file-name.js';
import { formatOf } from '../../src/core/export/formats.js';
import type { RowFormat } from '../../src/core/export/row-format.js';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { orderedRows } from '../cooperative/ordered-rows.js';
import type { TimeSlices } from '../cooperative/time-slices.js';
import type { Widget } from '../store/widget.js';
import type { ExportWork } from './export-work.js';
import { parseSelection } from './selection.js';
import { textOf } from './write-rows.js';

/** The dashboard that a ZIP is made of. */
export interface Contents {
  readonly config: ConfigMessage;
  readonly widgets: Iterable<Readonly<Widget>>;
}

/**
 * Sends the whole dashboard as one archive, all widgets at the position of this moment:
 *
 *     config.json              the widgets as they are declared
 *     widgets/<widget>.csv     all rows, in the order of the widget
 *     widgets/<widget>.json    the same, as objects by column name
 *
 * It is made while the client reads it: one file after the other, each in chunks.
 */
export async function sendZip(response: ServerResponse, contents: Contents, work: ExportWork): Promise<void> {
  const zip = new ZipFile();
  // A file that cannot be made breaks the archive off: it must not look complete.
  const output = zip.outputStream as Readable;
  const fail = (error: Error) => void output.destroy(error);
  zip.on('error', fail);
  zip.addBuffer(Buffer.from(`${JSON.stringify(contents.config, null, 2)}\n`), 'config.json');
  for (const { name, rows, format } of await filesOf(contents.widgets, work.slices)) {
    zip.addReadStreamLazy(name, (take) => {
      take(null, Readable.from(textOf(rows, format, work.slices), { objectMode: false }).on('error', fail));
    });
  }
  zip.end();
  work.begin();
  await pipeline(output, response, { signal: work.signal });
}

/** Names the archive after the dashboard's title. */
export function zipName({ title = '' }: ConfigMessage): string {
  return `${fileNameOf(title) || 'dashboard'}.zip`;
}

interface ZippedFile {
  readonly name: string;
  readonly rows: readonly KeyedRow[];
  readonly format: RowFormat;
}

async function filesOf(widgets: Contents['widgets'], slices: TimeSlices): Promise<ZippedFile[]> {
  // Begins all copies before anything is awaited, so that they are of one position.
  const files = await Promise.all(
    [...widgets].map(async (widget) => {
      const formats = (['csv', 'json'] as const).map((kind) => ({
        kind,
        format: formatOf(kind, widget.collection.columns, { keys: false }),
      }));
      const rows = await orderedRows(widget.collection, parseSelection(widget, new URLSearchParams()), slices);
      return formats.map(({ kind, format }) => ({ name: `widgets/${widget.id}.${kind}`, rows, format }));
    }),
  );
  return files.flat();
}
