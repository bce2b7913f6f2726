import assert from "node:assert/strict";
import { test } from "node:test";
import { stepData } from "../../../bench/_growth/step_data.ts";
import { type BatchValues, DATA_SOURCE } from "../../../core/mod.ts";
import { arrays } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/** Examples in the order in which a run with `seed` sees them: five examples in four steps of three. */
async function orderOf(seed: number): Promise<readonly number[]> {
  const inputs = { x: { values: Float32Array.from([0, 1, 2, 3, 4]), shape: [1] } };
  const data = arrays({ inputs, targets: { y: { values: [0, 1, 0, 1, 0], classes: 2 } } });
  const source = await resolveProvider(DATA_SOURCE, stepData(data, { steps: 4, batchSize: 3 }));
  const { train } = await source.open(seed);
  assert.equal(train.size, 12);
  const { inputs: values } = train.gather(
    Uint32Array.from({ length: 12 }, (_, at) => at),
  ) as BatchValues;
  return [...(values[0] as Float32Array)];
}

test("stepData() has each example once in each pass, in another order", async () => {
  const order = await orderOf(1);
  const passes = [order.slice(0, 5), order.slice(5, 10)];
  for (const pass of passes) assert.deepEqual([...pass].sort(), [0, 1, 2, 3, 4]);
  assert.notDeepEqual(passes[0], passes[1]);
});

test("stepData() has the same order for the same seed, and another for another", async () => {
  assert.deepEqual(await orderOf(1), await orderOf(1));
  assert.notDeepEqual(await orderOf(1), await orderOf(2));
});
