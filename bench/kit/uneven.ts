import type { Changes, CommitSender } from './producer.js';

/** A commit that is ready but for its time. */
export type ReadyCommit = (time: number) => Changes;

/**
 * Commits at a rate on average, not in time with the frames of a screen. The next is made ready when the last has long
 * been painted, so that making it takes no time from those who are measured.
 *
 * @returns The function that ends it.
 */
export function commitUnevenly(producer: CommitSender, perSecond: number, prepare: () => ReadyCommit): () => void {
  const interval = 1000 / perSecond;
  let next = performance.now();
  let ready = prepare();
  let timer: ReturnType<typeof setTimeout>;
  const send = () => {
    if (producer.isFree) {
      const now = Date.now();
      producer.commit(ready(now), now);
    }
    next += interval * (0.8 + 0.4 * Math.random());
    timer = setTimeout(makeReady, 0.7 * (next - performance.now()));
  };
  const makeReady = () => {
    ready = prepare();
    timer = setTimeout(send, next - performance.now());
  };
  send();
  return () => clearTimeout(timer);
}
