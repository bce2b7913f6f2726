import { clearTimeout, setTimeout } from "node:timers";

/** Waits for `work`, but no longer than `limitMs`; says whether it was done in time. */
export async function withinMs(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
