import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import {
  boolean,
  category,
  number,
  type ParquetOptions,
  parquet,
  vector,
} from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";

const fixture = (name: string) =>
  new URL(`../../../fixtures/parquet/${name}`, import.meta.url).pathname;

function make(options: Partial<ParquetOptions> & Pick<ParquetOptions, "files">): DataSource {
  const container = new Container();
  container.load(
    parquet({ inputs: { n: number() }, targets: { half: number() }, workers: 1, ...options }),
  );
  return container.get(DATA_SOURCE);
}

const files = [fixture("zstd.parquet"), fixture("more.parquet")];
conformsToDataSource(() => make({ files, validation: 0.2 }));
conformsToRecordSource({ create: (options) => make({ files, cache: false, ...options }) });

test("parquet() reads blocks of a row group and mixes several", async () => {
  const splits = await make({ files }).open(0);
  assert.deepEqual(splits.train.blocks, { size: 30, window: 2 });
  assert.equal(splits.train.size, 55);
  await splits.dispose?.();
});

test("parquet() prepares numbers with holes, text, lists and 64 bits", async () => {
  const splits = await make({
    files: fixture("types.parquet"),
    inputs: {
      int64: number().impute(0),
      vector: vector({ length: 3 }),
      flag: boolean(),
    },
    targets: { text: category() },
    where: { text: ["ä0", "ä1"] },
  }).open(0);
  const { inputs } = await splits.train.gather(Uint32Array.of(0, 1, 2));
  // Rows 0, 1 and 5 have text ä0 and ä1; row 4 is ä0 but missing.
  assert.deepEqual(inputs[0], Float32Array.of(0, 1_000, 5_000));
  assert.deepEqual(inputs[1], Float32Array.of(0, 0.5, 0, 1, 1.5, -1, 5, 5.5, -5));
  assert.deepEqual(inputs[2], Float32Array.of(1, 0, 0));
  await splits.dispose?.();
});

test("parquet() suggests the nearest name for a missing column", async () => {
  await assert.rejects(() => make({ files, inputs: { halv: number() } }).open(0), {
    code: "data/invalid",
    message: /Unknown field "halv"; did you mean "half"\? Known fields: n, half/,
  });
});

test("parquet() names column, value and row of a wrong type", async () => {
  const options = { files: fixture("types.parquet"), targets: { text: number() } };
  await assert.rejects(() => make({ ...options, inputs: { int32: number() } }).open(0), {
    code: "data/invalid",
    message: /"text" must be a finite number.*"ä0".*"types\.parquet", row 0/,
  });
});
