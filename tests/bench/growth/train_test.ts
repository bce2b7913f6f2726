import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMnist1d } from "../../../bench/_growth/mnist_1d.ts";
import { mnist1dTask, signalData } from "../../../bench/_growth/mnist_1d_task.ts";
import type { GrowthTask } from "../../../bench/_growth/task.ts";
import { train } from "../../../bench/_growth/train.ts";

const [TRAINED, VALIDATED, STEPS] = [400, 100, 200];

/** Boundaries every 5 steps. */
const TASK: GrowthTask = {
  ...mnist1dTask("signals", TRAINED, STEPS),
  blendSteps: 10,
  // The run has no room for trials.
  growth: { blueprints: ["signal"], trial: false },
  data: () => signalData(makeMnist1d(TRAINED + VALIDATED, 1), TRAINED, VALIDATED),
};
const PLAN = { rate: 6e-3, seed: 1, steps: STEPS };

test("train() grows a network by growth(), the same with the same seed, for less than the large one", async () => {
  const [grown, again] = [
    await train(TASK, { size: "growing", ...PLAN }),
    await train(TASK, { size: "growing", ...PLAN }),
  ];
  assert.ok(grown.kept >= 1, String(grown.kept));
  assert.deepEqual({ ...again, seconds: 0 }, { ...grown, seconds: 0 });
  const small = await train(TASK, { size: "small", ...PLAN });
  const big = await train(TASK, { size: "big", ...PLAN });
  assert.ok(small.flops < grown.flops && grown.flops < big.flops);
  // A step of 100 examples, forward and backward: the first convolution needs no gradient of its input. Forward are 20
  // places of 5 to 12, 10 of 36 to 12, and 120 to 10; the blocks that could grow, 20 places and twice 10 of two
  // convolutions of 36 to 12.
  const [first, rest, grows] = [20 * 5 * 12, 10 * 36 * 12 + 120 * 10, 40 * 2 * 36 * 12];
  assert.equal(small.validationFlops, VALIDATED * (first + rest));
  assert.equal(small.flops - small.validationFlops, STEPS * 100 * (2 * first + 3 * rest));
  assert.equal(big.flops - big.validationFlops, STEPS * 100 * (2 * first + 3 * (rest + grows)));
});
