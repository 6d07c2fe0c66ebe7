/** Kinds of WebSocket frames (RFC 6455, 5.2). */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly isLast?: boolean;
  readonly isMasked?: boolean;
  /** The three reserved bits, of which none may be set. */
  readonly reserved?: number;
}

/** A frame as a client sends it. Its mask is zero, which leaves the payload as it is, and saves the work. */
export function frame(
  opcode: number,
  payload: Buffer | string,
  { isLast = true, isMasked = true, reserved = 0 }: FrameOptions = {},
): Buffer {
  const length = Buffer.byteLength(payload);
  const long = length > 65535 ? 8 : length > 125 ? 2 : 0;
  const start = 2 + long + (isMasked ? 4 : 0);
  const bytes = Buffer.alloc(start + length);
  bytes[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  bytes[1] = (isMasked ? 0x80 : 0) | (long === 8 ? 127 : long === 2 ? 126 : length);
  if (long === 8) bytes.writeBigUInt64BE(BigInt(length), 2);
  else if (long === 2) bytes.writeUInt16BE(length, 2);
  if (typeof payload === 'string') bytes.write(payload, start);
  else payload.copy(bytes, start);
  return bytes;
}

/**
 * Reads the frames that a relay sends: none is masked or in pieces.
 *
 * @returns What is left: the beginning of a frame.
 */
export function readFrames(data: Buffer, take: (opcode: number, payload: Buffer) => void): Buffer {
  let at = 0;
  while (data.length - at >= 2) {
    const short = (data[at + 1] as number) & 127;
    const start = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (data.length - at < start) break;
    const length =
      short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short === 126 ? data.readUInt16BE(at + 2) : short;
    if (data.length - at < start + length) break;
    take((data[at] as number) & 15, data.subarray(at + start, at + start + length));
    at += start + length;
  }
  return data.subarray(at);
}

/** The head of a request that asks to become a WebSocket. */
export function upgradeText(host: string, path: string, headers: Readonly<Record<string, string>>): string {
  const all = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
