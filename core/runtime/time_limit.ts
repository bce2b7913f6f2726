import { clearTimeout, setTimeout } from "node:timers";

/** Resolves with the outcome of `work`; rejects if there is none after `limitMs` milliseconds. */
export async function withTimeout<T>(work: Promise<T>, limitMs: number, name: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`${name} took longer than ${limitMs} ms`)),
    limitMs,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for `work`, but at most `limitMs` milliseconds. Returns whether it was done in time; rejects if `work` does. */
export async function settlesWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
