import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SliceQueue } from '../../../server/cooperative/time-slices.js';

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
