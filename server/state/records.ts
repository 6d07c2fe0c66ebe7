import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openPrivate } from './private-files.js';

/*
 * Files of records, each of which is read whole or not at all:
 *
 *     length  u32 │ checksum of length and payload  u32 │ checksum of these 8 bytes  u32 │ payload
 *
 * The header has a checksum of its own, so that its length can be trusted: a shorter payload at the end of the file was
 * cut off while it was written, and nobody has seen it; anything else that does not fit is damage.
 */
const HEADER = 12;

/** Gives the bytes of one record, for one write. */
export function frameRecord(payload: readonly Buffer[]): Buffer[] {
  const length = lengthOf(payload);
  return [headerOf(length, checksum(length, ...payload)), ...payload];
}

/** Does the same for a payload of many megabytes, and lets the event loop turn after each of its large buffers. */
export async function frameLargeRecord(payload: readonly Buffer[]): Promise<Buffer[]> {
  const length = lengthOf(payload);
  const hash = createHash('sha256').update(length);
  for (const chunk of payload) {
    hash.update(chunk);
    if (chunk.length > LARGE) await new Promise(setImmediate);
  }
  return [headerOf(length, hash.digest().readUInt32LE(0)), ...payload];
}

/**
 * Bytes of a buffer after which the event loop turns: SHA-256 takes 0.3 ms for them, or some milliseconds where the
 * processor has no instructions for it. With twice as many, the pieces of a Python producer (at most 1,000,000 bytes)
 * would be hashed in one go, all 200 of a large commit; with half, pieces of 250 KB each wait for a turn, too.
 */
const LARGE = 512 * 1024;

function lengthOf(payload: readonly Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(
    payload.reduce((sum, chunk) => sum + chunk.length, 0),
    0,
  );
  return length;
}

function headerOf(length: Buffer, checked: number): Buffer {
  const header = Buffer.alloc(HEADER);
  length.copy(header);
  header.writeUInt32LE(checked, 4);
  header.writeUInt32LE(checksum(header.subarray(0, 8)), 8);
  return header;
}

/** The end of reading, after the last sound record, and its reason. */
export interface RecordsEnd {
  readonly at: number;
  readonly reason: 'end' | 'incomplete' | 'damaged';
}

/** Reads records in their order, up to the first that is not sound. */
export async function* readRecords(path: string): AsyncGenerator<Buffer, RecordsEnd> {
  const file = await openPrivate(path, constants.O_RDONLY);
  try {
    let at = 0;
    let ahead: Buffer = Buffer.alloc(0);
    for (;;) {
      ahead = await fill(file, at, ahead, HEADER);
      if (ahead.length === 0) return { at, reason: 'end' };
      if (ahead.length < HEADER) return { at, reason: 'incomplete' };
      if (checksum(ahead.subarray(0, 8)) !== ahead.readUInt32LE(8)) return { at, reason: 'damaged' };
      const length = ahead.readUInt32LE(0);
      ahead = await fill(file, at, ahead, HEADER + length);
      if (ahead.length < HEADER + length) return { at, reason: 'incomplete' };
      const payload = ahead.subarray(HEADER, HEADER + length);
      if (checksum(ahead.subarray(0, 4), payload) !== ahead.readUInt32LE(4)) return { at, reason: 'damaged' };
      yield payload;
      at += HEADER + length;
      ahead = ahead.subarray(HEADER + length);
    }
  } finally {
    await file.close();
  }
}

/** Reads on until so many bytes are there, if the file has them. */
async function fill(file: FileHandle, at: number, ahead: Buffer, bytes: number): Promise<Buffer> {
  const chunks = [ahead];
  let length = ahead.length;
  while (length < bytes) {
    const chunk = Buffer.allocUnsafe(Math.max(READ_AHEAD, bytes - length));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at + length);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
  }
  return chunks.length === 1 ? ahead : Buffer.concat(chunks, length);
}

/**
 * Bytes read at a time: many small records come with one read, and a larger record is one read. Twice or half as many
 * made no measurable difference; far less would mean a read for each record.
 */
const READ_AHEAD = 1024 * 1024;

/** Gives 32 bits of SHA-256, which shows damage as well as a CRC does and comes with every Node. */
function checksum(...chunks: readonly Buffer[]): number {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest().readUInt32LE(0);
}
