import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inSlices, SliceQueue } from '../../../server/cooperative/time-slices.js';

describe('slices of several pieces of work', () => {
  it('come one in each turn of the loop, in turn', async () => {
    const queue = new SliceQueue();
    let turn = 0;
    let isOver = false;
    const count = () => {
      turn++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const order: string[] = [];
    const turns: number[] = [];
    const work = async (name: string) => {
      for (let i = 0; i < 3; i++) {
        await queue.next();
        order.push(name);
        turns.push(turn);
      }
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    isOver = true;
    assert.equal(order.join(''), 'abcabcabc');
    assert.equal(new Set(turns).size, turns.length);
  });
});

describe('work that nobody waits for', () => {
  it('has its turn when no other work waits', async () => {
    const queue = new SliceQueue();
    const order: string[] = [];
    let isIdle = true;
    const work = async (name: string, idle: () => boolean) => {
      for (let i = 0; i < 3; i++) {
        await queue.next(undefined, idle);
        order.push(name);
        if (order.length === 4) isIdle = false;
      }
    };
    await Promise.all([work('a', () => isIdle), work('b', () => false), work('c', () => true)]);
    assert.equal(order.join(''), 'bbbaaaccc');
  });
});

describe('work in slices', () => {
  it('lets the event loop turn between its steps, and gives what it made', async () => {
    let hasTurned = false;
    setImmediate(() => {
      hasTurned = true;
    });
    const result = await inSlices(
      (function* () {
        for (let step = 0; step < 100_000_000; step++) {
          if (hasTurned) return 'turned';
          yield;
        }
        return 'held the loop';
      })(),
    );
    assert.equal(result, 'turned');
  });
});
