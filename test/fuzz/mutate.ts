import type { Random } from '../kit/random.js';

/** Changes a text here and there, so that it may be no JSON any more, or no UTF-8. */
export function mutate(text: string, random: Random): Buffer {
  let data = Buffer.from(text);
  for (let i = random.int(1, 3); i > 0; i--) {
    const at = random.int(0, data.length);
    const end = Math.min(data.length, at + random.int(1, 10));
    const [before, part, after] = [data.subarray(0, at), data.subarray(at, end), data.subarray(end)];
    const parts = random.pick<() => Buffer[]>([
      () => [before, after],
      () => [before, part, part, part, after],
      () => [before, Buffer.from(random.pick(TOKENS)), after],
      () => [before, Buffer.from(random.some(part.length, () => random.int(0, 255))), after],
      () => [before],
      () => [after, before],
    ])();
    data = Buffer.concat(parts);
  }
  return data;
}

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  'null',
  '-',
  '1e999',
  '0x1',
  '\\u',
  '\\ud800',
  '//',
  'NaN',
  '\ufeff',
  ' ',
  '1'.repeat(400),
];
