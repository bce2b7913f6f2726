import assert from "node:assert/strict";
import { test } from "node:test";
import { ArrangedDataset, type Arrangement } from "../../../core/data/arranged_dataset.ts";
import type { BatchValues, Dataset } from "../../../core/mod.ts";

/** Examples 0 to 5 with inputs `a` and `b`, 10 times and 100 times their number, at once or later. */
function datasetOf(later: boolean, seen: (BatchValues | undefined)[] = []): Dataset {
  const column = (name: string) => ({ name, shape: [], dtype: "float32" }) as const;
  const valuesOf = (indices: Uint32Array): BatchValues => ({
    inputs: [10, 100].map((factor) => Float32Array.from(indices, (index) => factor * index)),
    targets: [Float32Array.from(indices)],
  });
  return {
    size: 6,
    inputs: [column("a"), column("b")],
    targets: [column("y")],
    gather: (indices, spare) => {
      seen.push(spare);
      return later ? Promise.resolve(valuesOf(indices)) : valuesOf(indices);
    },
  };
}

const arrangement = (below?: number): Arrangement => ({
  inputs: [1, 0],
  targets: [0],
  inputLimits: [undefined, undefined],
  targetLimits: [below === undefined ? undefined : { below, reason: "there are classes 0 to 2" }],
});

test("ArrangedDataset gives columns and values in its order, and takes spare arrays back in the other's", async () => {
  for (const later of [false, true]) {
    const seen: (BatchValues | undefined)[] = [];
    const dataset = new ArrangedDataset(datasetOf(later, seen), arrangement());
    assert.deepEqual(
      dataset.inputs.map(({ name }) => name),
      ["b", "a"],
    );
    const spare = { inputs: [Float32Array.of(1), Float32Array.of(2)], targets: [] };
    const values = await dataset.gather(Uint32Array.of(3, 1), spare);
    assert.deepEqual(
      values.inputs.map((column) => [...column]),
      [
        [300, 100],
        [30, 10],
      ],
    );
    assert.deepEqual(seen[0]?.inputs, [spare.inputs[1], spare.inputs[0]]);
  }
});

test("ArrangedDataset.lookAtAll() names column, example and value of what is out of range", () => {
  const dataset = new ArrangedDataset(datasetOf(false), arrangement(3));
  assert.throws(() => dataset.lookAtAll(), {
    code: "data/invalid",
    message: 'Column "y" of example 3 is 3: there are classes 0 to 2.',
  });
  new ArrangedDataset(datasetOf(false), arrangement(6)).lookAtAll();
});

test("ArrangedDataset looks at values that come later with their batch", async () => {
  const dataset = new ArrangedDataset(datasetOf(true), arrangement(3));
  dataset.lookAtAll();
  await dataset.gather(Uint32Array.of(0, 2));
  await assert.rejects(async () => dataset.gather(Uint32Array.of(0, 5)), {
    message: 'Column "y" of example 5 is 5: there are classes 0 to 2.',
  });
});
