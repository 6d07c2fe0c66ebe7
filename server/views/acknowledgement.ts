const HEAD = Buffer.from('{"type":"ack","frames":');
const EXACT_DIGITS = 15;
const ZERO = 0x30;
const CLOSING_BRACE = 0x7d;

/**
 * Reads an acknowledgement as our own viewers write it: most messages are this, two a step, and need not become a text
 * and an object first. `undefined`: something else, or written in another way.
 */
export function framesAcknowledged(data: Buffer): number | undefined {
  const end = data.length - 1;
  const digits = end - HEAD.length;
  if (digits < 1 || digits > EXACT_DIGITS || data[end] !== CLOSING_BRACE) return undefined;
  for (let i = 0; i < HEAD.length; i++) if (data[i] !== HEAD[i]) return undefined;
  if (digits > 1 && data[HEAD.length] === ZERO) return undefined;
  let frames = 0;
  for (let i = HEAD.length; i < end; i++) {
    const digit = (data[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    frames = frames * 10 + digit;
  }
  return frames;
}
