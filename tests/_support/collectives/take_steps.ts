import { createHash } from "node:crypto";
import { type Collective, machineClock } from "../../../core/mod.ts";
import type { Stepped } from "./commands.ts";

/** Steps to take. */
export interface StepsOptions {
  readonly steps: number;
  /** Weights. */
  readonly count: number;
  readonly deadlineMs: number;
}

/**
 * Trains weights as data parallel training does, without a network: each rank brings a gradient of its own, and all go
 * back to a common step when one is lost.
 */
export async function takeSteps(
  collective: Collective,
  { steps, count, deadlineMs }: StepsOptions,
): Promise<Stepped> {
  let weights = new Float32Array(count);
  let before = { step: 0, weights };
  let step = 0;
  let redone = 0;
  let failedAtMs: number | undefined;
  const recoveryMs: number[] = [];
  const gradient = new Float32Array(new SharedArrayBuffer(count * 4));
  while (step < steps) {
    const rank = collective.ranks[0] as number;
    for (let at = 0; at < count; at++) gradient[at] = Math.sin(at + step * 7 + rank);
    collective.report(step, 0);
    if (collective.sum([gradient], deadlineMs).kind !== "done") {
      failedAtMs ??= machineClock.monotonicMs();
      const common = await agreeOnStep(collective, step, deadlineMs);
      if (common < before.step)
        throw new Error(`step ${common} is gone: only ${before.step} is held`);
      redone += step - common;
      if (common < step) ({ step, weights } = before);
      continue;
    }
    if (failedAtMs !== undefined) recoveryMs.push(machineClock.monotonicMs() - failedAtMs);
    failedAtMs = undefined;
    before = { step, weights };
    weights = weights.map(
      (value, at) => value - (0.01 * (gradient[at] as number)) / collective.size,
    );
    step += 1;
  }
  const hash = createHash("sha256").update(new Uint8Array(weights.buffer)).digest("hex");
  return { hash, redone, recoveryMs };
}

/** Shrinks until the smallest step of all that are left is known to all. */
async function agreeOnStep(
  collective: Collective,
  step: number,
  deadlineMs: number,
): Promise<number> {
  for (;;) {
    await collective.shrink();
    const votes = BigInt64Array.of(BigInt(-step));
    if (collective.agree(votes, deadlineMs).kind === "done") return -Number(votes[0]);
  }
}
