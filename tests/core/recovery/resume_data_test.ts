import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSplits, type ExampleBlocks } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { adamw, arrays, constant, generator } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { spiral } from "../../_support/training/training.ts";
import { type Job, resumedAs } from "./_resumed_run.ts";

/** The spiral of 20 points, of which a test says something else. */
async function spiralJob(says: Partial<DataSplits>, blocks?: ExampleBlocks): Promise<Job> {
  const source = await resolveProvider(DATA_SOURCE, arrays(spiral(20)));
  const data = new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue({
      name: "points",
      open: async (seed) => {
        const { train } = await source.open(seed);
        const { size, inputs, targets } = train;
        const gather = train.gather.bind(train);
        return { train: { size, inputs, targets, gather, ...(blocks && { blocks }) }, ...says };
      },
    });
  });
  return { data, modules: [adamw(), constant(0.05)] };
}

test("Trainer.run() refuses to resume on other files, and names them", async () => {
  const [first, second] = ["1f", "2e"].map((hash) =>
    spiralJob({ fingerprint: `points.csv: 20 rows, hash ${hash}` }),
  ) as [Promise<Job>, Promise<Job>];
  await assert.rejects(async () => resumedAs(await first, await second), {
    code: "resume/refused",
    message:
      /^Data "points\.csv" must be 20 rows, hash 1f, as in the checkpoint, but is 20 rows, hash 2e\. Cannot resume from checkpoint /,
  });
});

test("Trainer.run() refuses to resume with columns that were fitted otherwise", async () => {
  const [first, second] = [1, 2].map((mean) =>
    spiralJob({ preparation: { version: 1, columns: { x: { mean } } } }),
  ) as [Promise<Job>, Promise<Job>];
  await assert.rejects(async () => resumedAs(await first, await second), {
    message: /^"columns\.x\.mean" of the preparation must be 1, as in the checkpoint, but is 2\./,
  });
});

test("Trainer.run() refuses to resume with examples in other blocks, and goes on to the bit in the same", async () => {
  const blocks = { size: 3, window: 2 };
  const job = () => spiralJob({}, blocks);
  const refused = async () => resumedAs(await job(), await spiralJob({}, { ...blocks, window: 3 }));
  await assert.rejects(refused, {
    message:
      /^"order" must be "blocks of 3, 2 at a time", as in the checkpoint, but is "blocks of 3, 3 at a time"\./,
  });
  const whole = await resumedAs(await job(), await job(), { abortAt: 15 });
  const resumed = await resumedAs(await job(), await job(), { abortAt: 7 });
  assert.deepEqual(resumed.weights, whole.weights);
});

/** Points on a spiral that differ from epoch to epoch: 20 an epoch. */
function spiralStream(): Job {
  function* from(epoch: number) {
    for (let i = 20 * epoch; ; i++) yield { point: [Math.cos(i), Math.sin(i + 1)], arm: i % 3 };
  }
  const inputs = { point: { shape: [2] } };
  const data = generator({ from, examples: 20, inputs, targets: { arm: { classes: 3 } } });
  return { data, modules: [adamw(), constant(0.05)] };
}

test("Trainer.run() resumes a stream by skipping to the same bits if it repeats itself, and says so", async () => {
  const whole = await resumedAs(spiralStream(), spiralStream(), { abortAt: 15 });
  const resumed = await resumedAs(spiralStream(), spiralStream(), { abortAt: 7 });
  assert.deepEqual(resumed.weights, whole.weights);
  assert.deepEqual(
    resumed.report.incidents.map(({ kind, message }) => [kind, message]),
    [
      [
        "data/skipped",
        "generator has no index: 8 examples of epoch 2 are skipped, which is exact only if the source repeats itself",
      ],
    ],
  );
});

test("Trainer.run() refuses to resume examples in memory as a stream", async () => {
  const first = await spiralJob({});
  await assert.rejects(() => resumedAs(first, spiralStream()), {
    message: /^"order" must be "all at once", as in the checkpoint, but is "as they come"\./,
  });
});
