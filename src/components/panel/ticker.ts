/**
 * Calls back every second, for ages and countdowns, until the returned function is called. All share one timer, so that
 * texts that count seconds change together.
 */
export function everySecond(listener: () => void): () => void {
  const notify = () => listener();
  listeners.add(notify);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(notify);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
