import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type Dataset } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import {
  accuracy,
  confusionMatrix,
  constant,
  custom,
  MemoryCheckpointStore,
  memoryCheckpoints,
} from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  gradientDescent,
  PARTS,
  scaledLoss,
  spiral,
  trainerOf,
} from "../../_support/training/training.ts";

const POINTS = spiral(8);
const WEIGHTS = [2, 1, 0, 1, 0, 3, 1, 0];

/** The points at `rows`, with a weight for each if there are such. */
function datasetOf(rows: readonly number[], weights?: readonly number[]): Dataset {
  const { point } = POINTS.inputs;
  const { arm } = POINTS.targets;
  const chosen = (indices: Uint32Array) => [...indices].map((at) => rows[at] as number);
  return {
    size: rows.length,
    inputs: [{ name: "point", shape: [2], dtype: "float32" }],
    targets: [{ name: "arm", shape: [], dtype: "int32", classes: 3 }],
    ...(weights && { weights: { name: "weight", shape: [], dtype: "float32" } }),
    gather: (indices) => ({
      inputs: [
        Float32Array.from(
          chosen(indices).flatMap((row) => [...point.values.slice(2 * row, 2 * row + 2)]),
        ),
      ],
      targets: [Int32Array.from(chosen(indices), (row) => arm.values[row] as number)],
      ...(weights && { weights: Float32Array.from(indices, (at) => weights[at] as number) }),
    }),
  };
}

const ALL = POINTS.targets.arm.values.length;
const EACH = Array.from({ length: ALL }, (_, row) => row);
/** The points as often as they weigh: as many as without weights. */
const REPEATED = EACH.flatMap((row) => Array<number>(WEIGHTS[row] as number).fill(row));

function source(train: Dataset, validation: Dataset): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue({
      name: "points",
      open: async () => ({ train, validation }),
    });
  });
}

/** The first gradient, and the validation after its step, in one batch of all. */
async function run(dataset: Dataset) {
  const seen: number[][] = [];
  await using trainer = trainerOf({
    data: source(dataset, dataset),
    batchSize: ALL,
    modules: [gradientDescent(seen), constant(0.1), accuracy(), confusionMatrix()],
  });
  const { epochs } = await trainer.run({ epochs: 1 });
  return { gradient: seen[0] as number[], epoch: epochs[0] };
}

test("Trainer.run() trains and validates on weighted examples as if they were there that often", async () => {
  assert.equal(REPEATED.length, ALL);
  const weighted = await run(datasetOf(EACH, WEIGHTS));
  const repeated = await run(datasetOf(REPEATED));
  assertClose(weighted.gradient, repeated.gradient, 1e-6);
  const [found, expected] = [weighted.epoch?.validation, repeated.epoch?.validation];
  assertClose([found?.loss as number], [expected?.loss as number], 1e-6);
  assert.equal(found?.metrics.accuracy, expected?.metrics.accuracy);
  assert.deepEqual(found?.matrices, expected?.matrices);
});

test("Trainer.run() measures the objective's own accuracy of all examples alike", async () => {
  const weighted = await run(datasetOf(EACH, WEIGHTS));
  const plain = await run(datasetOf(EACH));
  assert.equal(weighted.epoch?.train.metrics.accuracy, plain.epoch?.train.metrics.accuracy);
  assert.notEqual(weighted.epoch?.train.loss, plain.epoch?.train.loss);
});

test("Trainer.run() refuses weights of the validation alone that the loss does not take", async () => {
  await using trainer = trainerOf({
    data: source(datasetOf(EACH), datasetOf(EACH, WEIGHTS)),
    modules: [gradientDescent(), constant(0.1), scaledLoss(() => 1)],
  });
  await assert.rejects(() => trainer.run({ epochs: 1 }), {
    code: "host/unsupported",
    message: /The data have weights \(column "weight"\) that loss "scaled" does not take/,
  });
});

test("custom() gets the weights of the data when it takes them", async () => {
  const shapes: string[] = [];
  const own = custom({
    name: "own",
    weights: true,
    loss: ([output], _targets, weights) => {
      shapes.push(`${weights?.shape}`);
      return (output as NonNullable<typeof output>).mean();
    },
  });
  await using trainer = trainerOf({
    data: source(datasetOf(EACH, WEIGHTS), datasetOf(EACH, WEIGHTS)),
    batchSize: 3,
    modules: [gradientDescent(), constant(0.1), own],
  });
  await trainer.run({ epochs: 1 });
  // A batch in two parts is asked for in each.
  const parts = ["1", "2", "1", "2", "1", "1", "4", "4"];
  assert.deepEqual(shapes, PARTS === 2 ? parts : ["3", "3", "2", "8"]);
});

test("A checkpoint holds the classes of the best and the last epoch", async () => {
  const store = new MemoryCheckpointStore();
  const epochsOf = async (epochs: number, resume?: object) => {
    await using trainer = trainerOf({
      data: source(datasetOf(EACH), datasetOf(EACH)),
      modules: [
        gradientDescent(),
        constant(1e-30),
        confusionMatrix(),
        memoryCheckpoints({ store }),
      ],
    });
    const report = await trainer.run({ epochs, ...(resume && { resume }) });
    return report.epochs.map(({ validation }) => validation?.matrices !== undefined);
  };
  assert.deepEqual(await epochsOf(3), [true, true, true]);
  // Weights do not move by 1e-30, so the first epoch stays the best one.
  assert.deepEqual(await epochsOf(4, {}), [true, false, true, true]);
});
