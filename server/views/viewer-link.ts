import type { Frame } from './frame.js';

/** Carries a viewer's frames, whatever dialect it speaks. */
export interface ViewerLink {
  /** @param frames How many frames that want an acknowledgement were sent, this one included. */
  send(frame: Frame, frames: number): void;
  /** Lets the frames until `uncork` go as one write. */
  cork(): void;
  uncork(): void;
  close(code: number, reason: string): void;
  /** Ends the link at once, without reading what else came over it. */
  cut(code: number, reason: string): void;
  /** Ends this link alone: something of ours threw what it should not. */
  fail(error: unknown): void;
}
