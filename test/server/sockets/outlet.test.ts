import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { Outlet } from '../../../server/sockets/outlet.js';
import { Frame } from '../../../server/views/frame.js';

/** A link, and the pieces of memory that were written to it, by the write that they went with. */
function link() {
  const writes: Buffer[][] = [];
  const socket = new Writable({
    write(chunk: Buffer, _encoding, done) {
      writes.push([chunk]);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => chunk as Buffer));
      done();
    },
  });
  return { writes, outlet: new Outlet(socket) };
}

function sendTogether(outlet: Outlet, frames: readonly Frame[]): void {
  outlet.cork();
  for (const frame of frames) outlet.send(frame);
  outlet.uncork();
}

test('what two viewers get alike is one write each, of the same memory', () => {
  const frames = [new Frame('{"type":"rows"}'), new Frame('{"type":"sync"}')];
  const [one, other] = [link(), link()];
  for (const { outlet } of [one, other]) sendTogether(outlet, frames);
  assert.deepEqual(one.writes, [[Buffer.concat(frames.map(({ wire }) => wire))]]);
  assert.equal(other.writes[0]?.[0], one.writes[0]?.[0]);
});

test('what another viewer gets besides does not reach this one', () => {
  const [rows, others, sync] = [new Frame('rows'), new Frame('other'), new Frame('sync')] as const;
  const [one, other, third] = [link(), link(), link()];
  sendTogether(one.outlet, [rows, sync]);
  sendTogether(other.outlet, [rows, others, sync]);
  sendTogether(third.outlet, [others, sync]);
  const texts = ({ writes }: ReturnType<typeof link>) => Buffer.concat(writes.flat()).toString('latin1');
  const expected = (...frames: Frame[]) => Buffer.concat(frames.map(({ wire }) => wire)).toString('latin1');
  assert.equal(texts(one), expected(rows, sync));
  assert.equal(texts(other), expected(rows, others, sync));
  assert.equal(texts(third), expected(others, sync));
});

test('large frames are not copied', () => {
  const frames = [new Frame('x'.repeat(60_000)), new Frame('sync')];
  const { outlet, writes } = link();
  sendTogether(outlet, frames);
  assert.deepEqual(
    writes.map((chunks) => chunks.map((chunk) => frames.findIndex(({ wire }) => wire === chunk))),
    [[0, 1]],
  );
});

test('a frame that belongs to no step goes at once', () => {
  const { outlet, writes } = link();
  const hello = new Frame('hello');
  outlet.send(hello);
  assert.deepEqual(writes, [[hello.wire]]);
});
