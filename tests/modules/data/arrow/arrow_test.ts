import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import {
  type ArrowOptions,
  arrow,
  category,
  number,
  vector,
} from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";

const fixture = (name: string) =>
  new URL(`../../../fixtures/arrow/${name}`, import.meta.url).pathname;

function make(options: Partial<ArrowOptions> & Pick<ArrowOptions, "files">): DataSource {
  const container = new Container();
  container.load(
    arrow({ inputs: { n: number() }, targets: { long: category() }, workers: 1, ...options }),
  );
  return container.get(DATA_SOURCE);
}

const files = [fixture("lz4.arrow"), fixture("more.arrow")];
conformsToDataSource(() => make({ files, validation: 0.2 }));
conformsToRecordSource({ create: (options) => make({ files, cache: false, ...options }) });

test("arrow() takes a dictionary as categories, and lists of a fixed length", async () => {
  const splits = await make({
    files: fixture("types.arrows"),
    inputs: { vector: vector({ length: 3 }) },
    targets: { category: category() },
  }).open(0);
  const { inputs, targets } = await splits.train.gather(Uint32Array.of(4, 0));
  assert.deepEqual(inputs[0], Float32Array.of(4, 4.5, -4, 0, 0.5, 0));
  assert.equal(splits.train.targets[0]?.classes, 3);
  // Rows 4 and 0 are of c1 and c0.
  assert.deepEqual(targets[0], Int32Array.of(1, 0));
  await splits.dispose?.();
});

test("arrow() suggests the nearest name for a missing column", async () => {
  await assert.rejects(() => make({ files, inputs: { lonk: number() } }).open(0), {
    code: "data/invalid",
    message: /Unknown field "lonk"; did you mean "long"\? Known fields: n, long/,
  });
});
