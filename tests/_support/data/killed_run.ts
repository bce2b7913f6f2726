import assert from "node:assert/strict";
import type { ContainerModule } from "../../../deps.ts";
import {
  adamw,
  category,
  checkpoints,
  columns,
  constant,
  createTrainer,
  csv,
  image,
  mlp,
  number,
  parquet,
  silent,
  systemClock,
  webdataset,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { TEST_BACKEND, testBackend } from "../../../testing/_support/test_backend.ts";
import { runChild } from "../processes/run_child.ts";
import { watching } from "../training/training.ts";

/** A source of files and a network for it, as a user writes them. */
interface TrainedSource {
  readonly data: ContainerModule;
  readonly host: ContainerModule;
}

const points = {
  cache: false,
  inputs: { point: columns(["a", "b"], number().standardize()) },
  targets: { label: category({ categories: ["no", "yes"] }) },
  validation: 0.01,
} as const;

const pointsHost = () => mlp({ inputShape: [2], hidden: [8], classes: 2 });

/** Sources by name. A source of one's own is added here. */
const SOURCES: Readonly<Record<string, (files: readonly string[]) => TrainedSource>> = {
  // The least memory: several windows of a short file.
  csv: (files) => ({
    data: csv({ files, ...points, memoryBytes: 2 ** 20 }),
    host: pointsHost(),
  }),
  parquet: (files) => ({ data: parquet({ files, ...points }), host: pointsHost() }),
  webdataset: (files) => ({
    data: webdataset({
      shards: files,
      cache: false,
      inputs: {
        picture: image({ field: "jpg", size: [16, 24], channels: 1, decoder: "jsquash" })
          .flip()
          .crop(1)
          .rotate(20)
          .brightness(0.3)
          .contrast(0.3)
          .cutout(4),
      },
      targets: { label: category({ field: "cls", categories: ["0", "1"] }) },
      // Enough for a window of one block: the run waits for each.
      memoryBytes: 2 ** 20,
    }),
    host: mlp({ inputShape: [16, 24, 1], hidden: [8], classes: 2 }),
  }),
};

/** A run in a process, as its argument can say it. */
export interface DataRun {
  readonly source: string;
  readonly files: readonly string[];
  readonly batchSize: number;
  /** Where its checkpoints are. */
  readonly directory: string;
  /** Step after which it asks for a checkpoint, to kill itself once that exists. @default it is not killed */
  readonly saveAt?: number;
  /** Whether it continues from its last checkpoint. @default false */
  readonly resume?: boolean;
}

/** What must not differ from another run's. */
interface Outcome {
  /** Loss of each step. */
  readonly losses: Readonly<Record<number, number>>;
  readonly weightsHash: string;
  readonly validation: unknown;
  readonly stepsPerEpoch: number;
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Trains two epochs, or until it kills itself. */
export async function trainOnData(run: DataRun): Promise<Outcome> {
  const { batchSize, directory, files, resume = false, saveAt, source } = run;
  const { data, host } = (SOURCES[source] as (typeof SOURCES)[string])(files);
  const losses: Record<number, number> = {};
  let isSaved = false;
  const onStep = ({ step, loss }: { readonly step: number; readonly loss: number }) => {
    losses[step] = loss;
    if (isSaved) process.kill(process.pid, "SIGKILL");
    // The epoch does not end before its checkpoint is there, however fast the machine is.
    if (saveAt !== undefined && step > saveAt) Atomics.wait(NEVER, 0, 0, 40);
    if (step === saveAt) void save();
  };
  const save = async () => {
    const recovery = await trainer.recovery();
    await recovery?.saveNow("to be killed");
    isSaved = true;
  };
  await using trainer = createTrainer({
    host,
    data,
    modules: [
      testBackend(),
      // Its time passes, so that the loop yields to the checkpoint between two steps.
      systemClock(),
      silent(),
      adamw(),
      constant(0.01),
      checkpoints({ directory, everyEpochs: 1_000 }),
      watching({ onStep }),
    ],
    batchSize,
    seed: 7,
    yieldEveryMs: 1,
  });
  const report = await trainer.run({ epochs: 2, ...(resume && { resume: {} }) });
  const { weightsHash, epochs, plan } = report;
  const validation = epochs.map((epoch) => epoch.validation);
  return { losses, weightsHash, validation, stepsPerEpoch: plan.stepsPerEpoch };
}

/**
 * Fails unless a run that is killed in the middle of an epoch, and is continued by another process, is to the bit the run
 * that was not.
 *
 * @param saveAt Step after which the checkpoint is asked for that it continues from: early in the first epoch, as it is
 * written some steps later.
 */
export async function continuesAfterKill(
  run: Pick<DataRun, "source" | "files" | "batchSize">,
  saveAt: number,
): Promise<void> {
  await withScratch(async (scratch) => {
    const straight = await elsewhere({ ...run, directory: scratch.path("whole") });
    const directory = scratch.path("killed");
    const { signal, stderr } = await start({ ...run, directory, saveAt });
    assert.equal(signal, "SIGKILL", stderr);
    const after = await elsewhere({ ...run, directory, resume: true });
    const first = Math.min(...Object.keys(after.losses).map(Number));
    assert.ok(saveAt < first && first <= straight.stepsPerEpoch, `continued from ${first}`);
    const expected = Object.entries(straight.losses).filter(([step]) => Number(step) >= first);
    assert.deepEqual(after.losses, Object.fromEntries(expected));
    assert.equal(after.weightsHash, straight.weightsHash);
    assert.deepEqual(after.validation, straight.validation);
  });
}

function start(run: DataRun) {
  const env = { TOLARIA_BACKEND: TEST_BACKEND };
  return runChild("tests/fixtures/data_run.ts", [JSON.stringify(run)], { env });
}

async function elsewhere(run: DataRun): Promise<Outcome> {
  const { code, stdout, stderr } = await start(run);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Outcome;
}
