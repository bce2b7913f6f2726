import assert from "node:assert/strict";
import {
  BatchFeeder,
  type DataSource,
  type DataSplits,
  type Dataset,
  RandomStream,
} from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** Options that every source of records takes. */
export interface RecordSourceOptions {
  /** Threads that read. */
  readonly workers?: number;
  /** Whether broken records are skipped instead of ending the run. */
  readonly skipBroken?: boolean;
  /** Share to validate on. */
  readonly validation?: number;
}

/** Sources over the same kind of file. */
export interface RecordSourceStage {
  /** Makes a source of at least 40 records, each another, that keeps no index. */
  readonly create: (options: RecordSourceOptions) => DataSource;
  /** Makes a source in whose files one record is broken. */
  readonly broken?: {
    readonly create: (options: RecordSourceOptions) => DataSource;
    /** What an error says of the record's place. */
    readonly place: RegExp;
    /** Records that are not broken. */
    readonly others: number;
  };
  /** Writes to a file of `create`. */
  readonly change?: () => void;
}

/**
 * Checks what a source of records on disk must do besides being a data source: it gives the same values however many
 * threads read, resumes anywhere in an epoch to the bit, names or skips a broken record, and notices that a file changes.
 */
export function conformsToRecordSource(
  { create, broken, change }: RecordSourceStage,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);

  check("a record source gives the same values whatever the number of workers", async () => {
    const seen: unknown[] = [];
    for (const workers of [1, 2]) {
      await withSplits(create({ workers, validation: 0.25 }), async ({ train, preparation }) => {
        seen.push([await train.gather(allOf(train)), preparation]);
      });
    }
    assert.deepEqual(seen[1], seen[0]);
  });

  check("a record source continues an epoch to the bit from any batch of it", async () => {
    await tf.setBackend("cpu");
    const feed = (train: Dataset) =>
      new BatchFeeder(train, { batchSize: 7, order: new RandomStream(3, "order") });
    const straight: Step[] = [];
    await withSplits(create({ workers: 1 }), async ({ train }) => {
      const feeder = feed(train);
      for (let step = 0; step < 2 * feeder.batchesPerEpoch + 2; step++) {
        const cursor = JSON.parse(JSON.stringify(feeder.cursor()));
        straight.push({ cursor, values: await nextValues(feeder) });
      }
    });
    await withSplits(create({ workers: 1 }), async ({ train }) => {
      const feeder = feed(train);
      for (const at of [1, 4, straight.length - 3]) {
        feeder.seek((straight[at] as Step).cursor);
        for (const { values } of straight.slice(at, at + 3)) {
          assert.deepEqual(await nextValues(feeder), values, `after batch ${at}`);
        }
      }
    });
  });

  check("a record source gathers nothing once it is disposed", async () => {
    const splits = await create({ workers: 1 }).open(0);
    await splits.dispose?.();
    await assert.rejects(async () => splits.train.gather(Uint32Array.of(0)), {
      code: "data/unavailable",
    });
  });

  if (broken) {
    check("a record source names the record that is broken", async () => {
      await assert.rejects(() => broken.create({ workers: 1 }).open(0), { message: broken.place });
    });

    check(
      "a record source skips the record that is broken if it is asked to, and reports it",
      async () => {
        const source = broken.create({ workers: 1, skipBroken: true });
        await withSplits(source, async ({ train, describe }) => {
          assert.equal(train.size, broken.others);
          await train.gather(allOf(train));
          const { skipped = {}, broken: faults = [] } = describe?.() ?? {};
          assert.deepEqual([Object.values(skipped), faults.length], [[1], 1]);
          assert.match(faults[0] as string, broken.place);
        });
      },
    );
  }

  if (change) {
    check("a record source fails when a file changes while it is open", async () => {
      await withSplits(create({ workers: 1 }), async ({ train }) => {
        change();
        await assert.rejects(async () => train.gather(allOf(train)), { code: "data/changed" });
      });
    });
  }
}

interface Step {
  readonly cursor: ReturnType<BatchFeeder["cursor"]>;
  readonly values: unknown;
}

/** Values of the next batch; `undefined` at the end of an epoch. */
async function nextValues(feeder: BatchFeeder): Promise<unknown> {
  const batch = await feeder.next();
  const values = batch && [...batch.inputs, ...batch.targets].map((tensor) => tensor.dataSync());
  batch?.dispose();
  return values;
}

function allOf({ size }: Dataset): Uint32Array {
  return Uint32Array.from({ length: size }, (_, index) => index);
}

async function withSplits(
  source: DataSource,
  work: (splits: DataSplits) => Promise<void>,
): Promise<void> {
  const splits = await source.open(4);
  try {
    const describe = () => splits.describe?.() ?? { columns: {} };
    await work({ ...splits, describe, train: splits.train });
  } finally {
    await splits.dispose?.();
  }
}
