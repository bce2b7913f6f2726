import assert from "node:assert/strict";
import type { RunCallback } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { epochOf, stepOf } from "./_support/reports.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** Checks what the port {@link RunCallback} obliges a provider to. */
export function conformsToRunCallback(
  create: () => RunCallback | Promise<RunCallback>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);

  check("RunCallback takes a whole run", async () => {
    const callback = await create();
    for (const epoch of [1, 2]) await takeEpoch(callback, epoch, 3);
  });

  check("RunCallback takes an epoch that begins again", async () => {
    const callback = await create();
    await takeEpoch(callback, 1, 3);
    await callback.onEpochBegin?.(2);
    await takeStep(callback, 2, 1);
    for (const epoch of [1, 2]) await takeEpoch(callback, epoch, 3);
  });

  check("RunCallback changes nothing of what it is given", async () => {
    const callback = await create();
    await callback.onEpochBegin?.(1);
    await callback.onStepBegin?.(1, 8);
    await callback.onStepEnd?.(Object.freeze(stepOf(1, 1)), 8);
    await callback.onEpochEnd?.(Object.freeze(epochOf(1)));
  });

  check("RunCallback leaves no tensors behind", async () => {
    const callback = await create();
    await takeEpoch(callback, 1, 2);
    const before = tf.memory().numTensors;
    await takeEpoch(callback, 2, 2);
    assert.equal(tf.memory().numTensors, before);
  });
}

async function takeEpoch(callback: RunCallback, epoch: number, steps: number): Promise<void> {
  await callback.onEpochBegin?.(epoch);
  for (let step = 1; step <= steps; step++) await takeStep(callback, epoch, step);
  await callback.onEpochEnd?.(epochOf(epoch));
}

async function takeStep(callback: RunCallback, epoch: number, step: number): Promise<void> {
  await callback.onStepBegin?.(step, 8);
  await callback.onStepEnd?.(stepOf(epoch, step), 8);
}
