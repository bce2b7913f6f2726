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

  check("DataSource.open() gives the same split for the same seed", () =>
    withSplits(create, [4, 4], async (first, second) => {
      assert.deepEqual(await keysOf(second.train), await keysOf(first.train));
      assert.deepEqual(await keysOf(validationOf(second)), await keysOf(validationOf(first)));
    }),
  );

  check("DataSource.open() gives another split for another seed", () =>
    withSplits(create, [4, 5], async (first, second) => {
      assert.notDeepEqual(await keysOf(validationOf(second)), await keysOf(validationOf(first)));
    }),
  );

  check("DataSource.open() puts every example into one split", () =>
    withSplits(create, [4, 5], async (...opened) => {
      const all = await Promise.all(opened.map(allKeys));
      for (const keys of all) {
        assert.equal(new Set(keys).size, keys.length, "an example is there twice");
      }
      assert.deepEqual(all[0]?.sort(), all[1]?.sort());
    }),
  );

  check("DataSource.open() gives all splits the same columns", () =>
    withSplits(create, [4], async ({ train, validation, test }) => {
      for (const split of [validation, test]) {
        if (split) assert.deepEqual(columnsOf(split), columnsOf(train));
      }
    }),
  );

  check("DataSource.open() gives the same preparation and fingerprint for the same data", () =>
    withSplits(create, [4, 4], async (first, second) => {
      assert.equal(second.fingerprint, first.fingerprint);
      assert.deepEqual(second.preparation, first.preparation);
      const { preparation = {} } = first;
      assert.deepEqual(JSON.parse(JSON.stringify(preparation)), preparation);
    }),
  );

  check("DataSource has a name", () => {
    assert.match(create().name, /^[a-z][a-z0-9-]*$/);
  });

  check("Dataset.blocks are whole numbers of at least 1", () =>
    withSplits(create, [4], async ({ train: { blocks } }) => {
      for (const count of blocks ? [blocks.size, blocks.window] : []) {
        assert.ok(Number.isInteger(count) && count >= 1, String(count));
      }
    }),
  );

  check("Dataset.gather() gives each column as it is declared", () =>
    withExamples(create, async (examples) => {
      const indices = Uint32Array.of(examples.size - 1, 0, 0);
      const values = await examples.gather(indices);
      eachColumn(examples, values, (column, found) => {
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
      for (const weight of values.weights ?? [])
        assert.ok(weight >= 0, `there is weight ${weight}`);
    }),
  );

  check(
    "Dataset.gather() gives the same values for the same index, whatever else it is asked",
    () =>
      withExamples(create, async (examples) => {
        const alone = await examples.gather(Uint32Array.of(1));
        const among = await examples.gather(Uint32Array.of(0, 1, 2));
        eachColumn(examples, alone, (column, found, place) => {
          const width = found.length;
          const others = place(among);
          assert.deepEqual(others.slice(width, 2 * width), found, column.name);
        });
        assert.deepEqual(await examples.gather(Uint32Array.of(1)), alone);
      }),
  );

  check("Dataset.gather() answers calls that were made before others ended", () =>
    withExamples(create, async (examples) => {
      const indices = [Uint32Array.of(2, 1), Uint32Array.of(0, 2), Uint32Array.of(1)];
      const together = await Promise.all(indices.map((some) => examples.gather(some)));
      for (const [at, some] of indices.entries()) {
        assert.deepEqual(together[at], await examples.gather(some));
      }
    }),
  );

  check("Dataset.gather() fills fresh arrays, which the caller may change", () =>
    withExamples(create, async (examples) => {
      const indices = Uint32Array.of(0, 1);
      const expected = await examples.gather(indices);
      const spoiled = await examples.gather(indices);
      for (const values of [...spoiled.inputs, ...spoiled.targets]) values.fill(1);
      spoiled.weights?.fill(1);
      assert.deepEqual(await examples.gather(indices), expected);
      assert.deepEqual([...indices], [0, 1]);
    }),
  );

  check("DataSource creates no tensors", async () => {
    const before = tf.memory().numTensors;
    await withExamples(create, async (examples) => {
      await examples.gather(Uint32Array.of(0));
      assert.equal(tf.memory().numTensors, before);
    });
  });
}

/** Opens the examples that can be looked up: those to validate on, if those to train on are handed in. */
async function withExamples(
  create: () => DataSource,
  run: (examples: Dataset) => Promise<void>,
): Promise<void> {
  await withSplits(create, [4], (splits) =>
    run(splits.train.driven ? validationOf(splits) : splits.train),
  );
}

/** Opens a source for each seed, and disposes what was opened afterwards. */
async function withSplits(
  create: () => DataSource,
  seeds: readonly number[],
  run: (...opened: [DataSplits, DataSplits]) => Promise<void>,
): Promise<void> {
  const opened: DataSplits[] = [];
  try {
    for (const seed of seeds) opened.push(await create().open(seed));
    await run(...(opened as [DataSplits, DataSplits]));
  } finally {
    for (const splits of opened) await splits.dispose?.();
  }
}

async function allKeys({ train, validation, test }: DataSplits): Promise<string[]> {
  const splits = [train, validation, test].filter((split) => split && !split.driven);
  return (await Promise.all(splits.map((split) => keysOf(split as Dataset)))).flat();
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

function columnsOf({ inputs, targets, weights }: Dataset) {
  const plain = ({ name, shape, dtype, classes }: Column) => ({ name, shape, dtype, classes });
  return {
    inputs: inputs.map(plain),
    targets: targets.map(plain),
    weights: weights && plain(weights),
  };
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
