import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type DrivenOptions, driven } from "../../../modules/data/driven/mod.ts";
import { conformsToDataSource } from "../../../testing/data_source.ts";

const point = { name: "point", shape: [2], dtype: "float32" } as const;
const arm = { name: "arm", shape: [], dtype: "int32", classes: 3 } as const;

function make(options: DrivenOptions): DataSource {
  const container = new Container();
  container.load(driven(options));
  return container.get(DATA_SOURCE);
}

conformsToDataSource(
  () =>
    make({
      inputs: [point],
      targets: [arm],
      validation: {
        inputs: [Float32Array.of(1, 2, 3, 4, 5, 6)],
        targets: [Int32Array.of(0, 2, 1)],
      },
    }),
  {
    skip: ["the same split for the same seed", "another split for another seed"].map((split) => ({
      test: `DataSource.open() gives ${split}`,
      reason: "nothing is split: the examples are handed in",
    })),
  },
);

test("driven() declares its columns, and has no example of its own", async () => {
  const { train, validation } = await make({ inputs: [point], targets: [arm] }).open(0);
  assert.deepEqual(
    [train.size, train.driven, train.inputs, train.targets],
    [0, true, [point], [arm]],
  );
  assert.equal(validation, undefined);
  assert.throws(() => train.gather(Uint32Array.of(0)), { code: "run/driven" });
});

test("driven() refuses validation values that do not fit the columns", async () => {
  const given = (inputs: Float32Array[], labels: number[]) =>
    make({
      inputs: [point],
      targets: [arm],
      validation: { inputs, targets: [Int32Array.from(labels)] },
    }).open(0);
  await assert.rejects(() => given([Float32Array.of(1, 2, 3)], [0]), {
    code: "data/invalid",
    message:
      'Column "point" must have a multiple of 2 numbers, as an example\'s shape is [2], but has 3. Cannot open the validation.',
  });
  await assert.rejects(() => given([Float32Array.of(1, 2)], [3]), {
    code: "data/invalid",
    message:
      'Column "arm" must be a whole number from 0 to 2 in example 0, but is 3. Cannot open the validation.',
  });
  assert.throws(
    () => make({ inputs: [point], targets: [arm], validation: { inputs: [], targets: [] } }),
    {
      code: "options/invalid",
      message: /validation\.inputs" must be values for each input column/,
    },
  );
});

test("driven() refuses two columns of one name, and classes that are no whole numbers", () => {
  assert.throws(() => make({ inputs: [point], targets: [{ ...arm, name: "point" }] }), {
    code: "options/invalid",
    message: /columns whose names differ/,
  });
  assert.throws(() => make({ inputs: [point], targets: [{ ...arm, dtype: "float32" }] }), {
    code: "options/invalid",
    message: /"int32" if there are classes/,
  });
});
