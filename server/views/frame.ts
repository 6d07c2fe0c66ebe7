/** A message as UTF-8, encoded once for all viewers that get it. */
export type Frame = Buffer;

export function frameOf(message: object): Frame {
  return Buffer.from(JSON.stringify(message));
}
