import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCheckpoint, writeCheckpoint } from '../../../server/log/checkpoint-file.js';
import { frameRecord } from '../../../server/state/records.js';
import { withDirectory } from './logged-store.js';

const CONFIG = '{"widget_type":"table","columns":[{"name":"region","type":"string"},{"name":"total","type":"number"}]}';

/** A checkpoint as an earlier version wrote it, with the names of that time in its head. */
const RECORDS = [
  '{"format":2,"epoch":"GXLPWoPE8Mwyz8UW","state":{"position":3,"configPosition":1,"commitTime":2,"commitAge":1,' +
    '"run":{"id":"r","resume":false,"seq":2,"settled":true},"config":{"type":"config","title":"Shop"},' +
    `"widgets":[{"id":"orders","config":${CONFIG},"run":"r","inherited":false,"retracted":3,"trimmed":0,"collection":` +
    '{"rows":[],"changed":[],"places":[],"gone":[],"tombstones":[],"position":3,"floor":1,"nextPlace":4}}]}}',
  'M\0\0\0{"type":"rows","widget":0,"rows":2,"columns":[4,4,4,["b","c"],["us","us"],4]}' +
    '\x02\0\0\0\x03\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0',
  '9\0\0\0{"type":"tombstones","widget":0,"tombstones":[["a",3,2]]}',
  '\x0e\0\0\0{"type":"end"}',
].map((text) => Buffer.from(text, 'latin1'));

test('a checkpoint of an earlier version loads, and one that is written now loads the same', () =>
  withDirectory(async (directory) => {
    const path = join(directory, '00000002.snapshot');
    await writeFile(path, Buffer.concat(RECORDS.flatMap((record) => frameRecord([record]))));
    const { epoch, state } = (await readCheckpoint(path)) ?? assert.fail();
    assert.equal(epoch, 'GXLPWoPE8Mwyz8UW');
    assert.deepEqual(state, {
      position: 3,
      configPosition: 1,
      commitTime: 2,
      commitAge: 1,
      run: { id: 'r', resume: false, seq: 2, settled: true },
      config: { type: 'config', title: 'Shop' },
      widgets: [
        {
          id: 'orders',
          config: JSON.parse(CONFIG),
          run: 'r',
          inherited: false,
          retracted: 3,
          trimmed: 0,
          collection: {
            rows: [
              ['b', 'us', 2],
              ['c', 'us', 3],
            ],
            changedAt: [2, 3],
            ordinals: [2, 3],
            deletedAt: [0, 0],
            tombstones: [['a', 3, 2]],
            position: 3,
            floor: 1,
            nextOrdinal: 4,
          },
        },
      ],
    });
    await writeCheckpoint(path, epoch, state);
    assert.deepEqual(await readCheckpoint(path), { epoch, state });
  }));
