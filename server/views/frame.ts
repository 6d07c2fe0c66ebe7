/**
 * A text message that goes to many viewers: framed once for WebSocket (RFC 6455, section 5.2, unmasked), so that each
 * link only has to write it.
 *
 *     wire      header │ payload
 */
export class Frame {
  readonly wire: Buffer;
  readonly payload: Buffer;

  constructor(text: string) {
    const length = Buffer.byteLength(text);
    const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    this.wire = Buffer.allocUnsafe(head + length);
    this.wire[0] = FINAL_TEXT;
    if (head === 2) this.wire[1] = length;
    else if (head === 4) {
      this.wire[1] = 126;
      this.wire.writeUInt16BE(length, 2);
    } else {
      this.wire[1] = 127;
      this.wire.writeBigUInt64BE(BigInt(length), 2);
    }
    this.wire.write(text, head);
    this.payload = this.wire.subarray(head);
  }

  static of(message: object): Frame {
    return new Frame(JSON.stringify(message));
  }

  /** Bytes of its text. */
  get length(): number {
    return this.payload.length;
  }
}

const FINAL_TEXT = 0x81;
