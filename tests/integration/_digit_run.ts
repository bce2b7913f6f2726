import assert from "node:assert/strict";
import type { JsonReport } from "../../modules/mod.ts";
import { type Runtime, runChild } from "../_support/processes/run_child.ts";

/** What of a run must not differ: times and the run's id may. */
export interface RunBits {
  readonly weights_hash: string;
  readonly losses: readonly unknown[];
  readonly steps: number | null;
}

/** Trains a convolutional network with batch norm, dropout and shuffling on real digits, in a process of its own. */
export async function trainDigits(
  backend: string,
  seed: number,
  runtime?: Runtime,
): Promise<RunBits> {
  const args = [backend, String(seed)];
  const child = await runChild("tests/fixtures/train_digits.ts", args, {
    ...(runtime && { runtime }),
  });
  assert.equal(child.code, 0, child.stderr);
  const { weights_hash, epochs, steps }: JsonReport = JSON.parse(child.stdout);
  const losses = epochs.map(({ train, validation, learning_rate }) => {
    return { train, validation, learning_rate };
  });
  return { weights_hash, losses, steps };
}
