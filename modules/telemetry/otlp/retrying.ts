import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";
import type { DeliveryContext } from "../_worker/mod.ts";
import { backoffMs } from "./backoff.ts";

/** How a try went. */
export type Try<T> = { readonly done: T } | Failure;

interface Failure {
  readonly error: Error;
  /** Whether another try would be in vain. */
  readonly final?: boolean;
  /** When the other side wants to be asked again, ms. */
  readonly againInMs?: number;
}

interface Limits extends DeliveryContext {
  /** Longest time for all tries together, ms. */
  readonly timeoutMs: number;
}

/**
 * Tries until it succeeds, fails for good or runs out of time, with pauses that grow.
 *
 * @param attempt Ends early when its signal fires.
 * @throws The error of the last try.
 */
export async function retrying<T>(
  attempt: (signal: AbortSignal) => Promise<Try<T>>,
  { hurry, stop, timeoutMs }: Limits,
): Promise<T> {
  const deadline = new AbortController();
  const late = new Error(`no answer within ${timeoutMs} ms`);
  const timer = setTimeout(() => deadline.abort(late), timeoutMs);
  const signal = AbortSignal.any([stop, deadline.signal]);
  try {
    for (let failures = 0; ; failures++) {
      const outcome = await attempt(signal);
      if ("done" in outcome) return outcome.done;
      if (outcome.final || hurry.aborted || signal.aborted) throw outcome.error;
      // Neither sooner than without a word of the other side, nor later than anybody waits.
      const waitMs = Math.min(Math.max(outcome.againInMs ?? 0, backoffMs(failures)), timeoutMs);
      await cuttable(waitMs, AbortSignal.any([hurry, signal]));
      if (signal.aborted) throw outcome.error;
    }
  } finally {
    clearTimeout(timer);
  }
}

async function cuttable(ms: number, signal: AbortSignal): Promise<void> {
  // Cut short, it rejects: what then is for the caller to see from the signal.
  await pause(ms, undefined, { signal, ref: false }).catch(() => {});
}
