import assert from "node:assert/strict";
import type { BatchValues, Column, DataSource, DataSplits, Dataset } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/**
 * Checks what the ports {@link DataSource} and {@link Dataset} oblige a provider to.
 *
 * @param create Makes a source that splits by seed, and of whose examples no two have the same inputs.
 */
export function conformsToDataSource(create: () => DataSource, options: SuiteOptions = {}): void {
  const check = suiteOf(options);

  check("DataSource.open() gives the same split for the same seed", async () => {
    const [first, second] = [await create().open(4), await create().open(4)];
    assert.deepEqual(await keysOf(second.train), await keysOf(first.train));
    assert.deepEqual(await keysOf(validationOf(second)), await keysOf(validationOf(first)));
  });

  check("DataSource.open() gives another split for another seed", async () => {
    const [first, second] = [await create().open(4), await create().open(5)];
    assert.notDeepEqual(await keysOf(validationOf(second)), await keysOf(validationOf(first)));
  });

  check("DataSource.open() puts every example into one split", async () => {
    const all: Set<string>[] = [];
    for (const seed of [4, 5]) {
      const splits = await create().open(seed);
      const keys = [...(await keysOf(splits.train)), ...(await keysOf(validationOf(splits)))];
      assert.equal(new Set(keys).size, keys.length, "an example is there twice");
      all.push(new Set(keys));
    }
    assert.deepEqual([...(all[0] as Set<string>)].sort(), [...(all[1] as Set<string>)].sort());
  });

  check("DataSource.open() gives both splits the same columns", async () => {
    const splits = await create().open(4);
    assert.deepEqual(columnsOf(validationOf(splits)), columnsOf(splits.train));
  });

  check("DataSource has a name", () => {
    assert.match(create().name, /^[a-z][a-z0-9-]*$/);
  });

  check("Dataset.gather() gives each column as it is declared", async () => {
    const { train } = await create().open(4);
    const indices = Uint32Array.of(train.size - 1, 0, 0);
    const values = await train.gather(indices);
    eachColumn(train, values, (column, found) => {
      const kind = column.dtype === "int32" ? Int32Array : Float32Array;
      assert.ok(found instanceof kind, `${column.name} is no ${kind.name}`);
      assert.equal(
        found.length,
        column.shape.reduce((size, extent) => size * extent, 3),
      );
      for (const value of found) {
        assert.ok(Number.isFinite(value), `${column.name} has ${value}`);
        if (column.classes) assert.ok(value >= 0 && value < column.classes);
      }
    });
  });

  check(
    "Dataset.gather() gives the same values for the same index, whatever else it is asked",
    async () => {
      const { train } = await create().open(4);
      const alone = await train.gather(Uint32Array.of(1));
      const among = await train.gather(Uint32Array.of(0, 1, 2));
      eachColumn(train, alone, (column, found, place) => {
        const width = found.length;
        const others = place(among);
        assert.deepEqual(others.slice(width, 2 * width), found, column.name);
      });
      assert.deepEqual(await train.gather(Uint32Array.of(1)), alone);
    },
  );

  check("Dataset.gather() fills fresh arrays, which the caller may change", async () => {
    const { train } = await create().open(4);
    const indices = Uint32Array.of(0, 1);
    const expected = await train.gather(indices);
    const spoiled = await train.gather(indices);
    for (const values of [...spoiled.inputs, ...spoiled.targets]) values.fill(1);
    assert.deepEqual(await train.gather(indices), expected);
    assert.deepEqual([...indices], [0, 1]);
  });

  check("DataSource creates no tensors", async () => {
    const before = tf.memory().numTensors;
    const { train } = await create().open(4);
    await train.gather(Uint32Array.of(0));
    assert.equal(tf.memory().numTensors, before);
  });
}

function validationOf({ validation }: DataSplits): Dataset {
  assert.ok(validation, "there is no validation split");
  return validation;
}

/** What tells each example from the others: its inputs. */
async function keysOf(dataset: Dataset): Promise<string[]> {
  const { inputs } = await dataset.gather(Uint32Array.from({ length: dataset.size }, (_, i) => i));
  return Array.from({ length: dataset.size }, (_, example) =>
    inputs
      .map((values) => {
        const width = values.length / dataset.size;
        return values.slice(example * width, (example + 1) * width).join();
      })
      .join(";"),
  );
}

function columnsOf({ inputs, targets }: Dataset) {
  const plain = ({ name, shape, dtype, classes }: Column) => ({ name, shape, dtype, classes });
  return { inputs: inputs.map(plain), targets: targets.map(plain) };
}

type Values = BatchValues["inputs"][number];

function eachColumn(
  dataset: Dataset,
  values: BatchValues,
  visit: (column: Column, found: Values, place: (other: BatchValues) => Values) => void,
): void {
  for (const part of ["inputs", "targets"] as const) {
    assert.equal(values[part].length, dataset[part].length);
    dataset[part].forEach((column, index) => {
      const place = (other: BatchValues) => other[part][index] as Values;
      visit(column, place(values), place);
    });
  }
}
