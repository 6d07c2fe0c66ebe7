/**
 * Calls back every second, for ages and countdowns, until the returned function is called. One timer serves all: texts
 * that count seconds change together.
 */
export function everySecond(listener: () => void): () => void {
  const tell = () => listener();
  listeners.add(tell);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
