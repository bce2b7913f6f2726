import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Sharding } from "../../../core/collective/sharding.ts";
import { BatchFeeder } from "../../../core/data/batch_feeder.ts";
import { type Batch, examplesOf } from "../../../core/data/feeder.ts";
import { partOfBatch } from "../../../core/data/part_of_batch.ts";
import { DATA_SOURCE, type Dataset, RandomStream } from "../../../core/mod.ts";
import { arrays, generator } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

const SIZE = 11;
const values = Float32Array.from({ length: SIZE }, (_, at) => at);
const column = { x: { values, shape: [1] } };
const labels = { y: { values: values.map((value) => 10 * value), shape: [1] } };

async function inMemory(): Promise<Dataset> {
  const source = await resolveProvider(DATA_SOURCE, arrays({ inputs: column, targets: labels }));
  return (await source.open(0)).train;
}

async function generated(): Promise<Dataset> {
  const module = generator({
    from: function* () {
      for (const x of values) yield { x: [x], y: [10 * x] };
    },
    examples: SIZE,
    inputs: { x: { shape: [1] } },
    targets: { y: { shape: [1] } },
  });
  const source = await resolveProvider(DATA_SOURCE, module);
  return (await source.open(0)).train;
}

/** Shard by shard, the numbers of two epochs that a rank of `ranks` has. */
async function shardsOf(dataset: Dataset, rank: number, ranks: number) {
  const sharding = new Sharding({ size: ranks, ranks: [rank] }, 4);
  const feeder = new BatchFeeder(dataset, {
    batchSize: 3,
    order: new RandomStream(5, "order"),
    partOf: (size) => sharding.partOf(size),
  });
  const seen: Record<string, number[]> = {};
  for (let step = 0; step < 10; step++) {
    const batch = await feeder.next();
    if (!batch) continue;
    for (let shard = sharding.played[0]?.shards.from as number; ; shard++) {
      if (shard === sharding.played[0]?.shards.to) break;
      addShard(seen, `${step}/${shard}`, batch, sharding.examplesOf(shard, examplesOf(batch)));
    }
    batch.dispose();
  }
  feeder.dispose();
  return seen;
}

function addShard(
  seen: Record<string, number[]>,
  name: string,
  batch: Batch,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const part = partOfBatch(batch, from, to);
  // What stands in for no example has its shape.
  assert.equal(part.size, Math.max(1, to - from));
  if (from < to) seen[name] = part.inputs.flatMap((input) => [...input.dataSync()]);
  part.dispose();
}

for (const [name, open] of Object.entries({ arrays: inMemory, generator: generated })) {
  test(`BatchFeeder gathers for each rank its own shards of the batches of one, from ${name}()`, async () => {
    const whole = await shardsOf(await open(), 0, 1);
    assert.equal(Object.values(whole).flat().length, 2 * SIZE);
    for (const ranks of [2, 3, 4]) {
      const parts: Record<string, number[]> = {};
      for (let rank = 0; rank < ranks; rank++) {
        Object.assign(parts, await shardsOf(await open(), rank, ranks));
      }
      assert.deepEqual(parts, whole, `${ranks} ranks`);
    }
  });
}

test("BatchFeeder gathers no example of another rank", async () => {
  const asked: number[] = [];
  const dataset = await inMemory();
  const watched: Dataset = {
    size: dataset.size,
    inputs: dataset.inputs,
    targets: dataset.targets,
    gather: (indices) => {
      asked.push(...indices);
      return dataset.gather(indices);
    },
  };
  const sharding = new Sharding({ size: 2, ranks: [1] }, 2);
  const feeder = new BatchFeeder(watched, {
    batchSize: 4,
    partOf: (size) => sharding.partOf(size),
  });
  for (let batch = await feeder.next(); batch; batch = await feeder.next()) batch.dispose();
  // The second halves of batches of 4, 4 and 3; what is gathered ahead begins the next epoch.
  assert.deepEqual(asked.slice(0, 6), [2, 3, 6, 7, 9, 10]);
});
