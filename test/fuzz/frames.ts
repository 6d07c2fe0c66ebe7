import type { Random } from '../kit/random.js';
import { frame, OPCODES } from '../kit/websocket-frames.js';

/** The frames of a message, now and then in pieces, or such as no proper client sends. */
export function fuzzedFrames(message: Buffer, random: Random): Buffer {
  if (random.chance(0.01)) return brokenFrame(message, random);
  if (random.chance(0.95)) return frame(random.chance(0.98) ? OPCODES.text : OPCODES.binary, message);
  const at = random.int(0, message.length);
  return Buffer.concat([
    frame(OPCODES.text, message.subarray(0, at), { isLast: false }),
    frame(random.pick([OPCODES.ping, OPCODES.pong]), random.pick(['', 'x'.repeat(125)])),
    frame(OPCODES.continuation, message.subarray(at)),
  ]);
}

function brokenFrame(message: Buffer, random: Random): Buffer {
  return random.pick<() => Buffer>([
    () => frame(OPCODES.text, message, { isMasked: false }),
    () => frame(OPCODES.text, message, { reserved: random.int(1, 7) }),
    () => frame(random.pick([3, 7, 11, 15]), message),
    () => frame(OPCODES.continuation, message),
    () => Buffer.concat([frame(OPCODES.text, message, { isLast: false }), frame(OPCODES.text, message)]),
    () => frame(OPCODES.ping, 'x'.repeat(126)),
    () => frame(OPCODES.ping, 'x', { isLast: false }),
    () => frame(OPCODES.text, Buffer.from([0xff, 0xfe, 0xc0, 0x80])),
    () => frame(OPCODES.close, Buffer.from([random.int(0, 255), random.int(0, 255)])),
    () => frame(OPCODES.close, 'x'),
    // A frame that claims to be longer than anything.
    () => Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
    () => frame(OPCODES.text, message).subarray(0, random.int(1, 6)),
    () => Buffer.from(random.some(20, () => random.int(0, 255))),
  ])();
}
