/**
 * One rank of the distributed measurement. What it is to do is its only argument, as JSON; rank 0 writes what it measured
 * as the last line of stdout.
 *
 * @module
 */
import {
  type BoundaryReport,
  COLLECTIVE,
  RandomStream,
  RUN_OBSERVER,
  type RunObserver,
  withSeededMathRandom,
} from "../../core/mod.ts";
import { Container, ContainerModule } from "../../deps.ts";
import {
  adam,
  arrays,
  constant,
  createTrainer,
  mlp,
  mpi,
  noCollective,
  opossumBreakers,
  tamiyo,
  wasm,
} from "../../modules/mod.ts";
import { quantile } from "../_harness.ts";
import { ADAM, type TrainingTask } from "../_task.ts";
import { ALL_TASKS } from "../_tasks.ts";
import type { RankWork } from "./work.ts";

const work: RankWork = JSON.parse(process.argv[2] as string);
const collective = work.folder === undefined ? noCollective() : mpi({ folder: work.folder });

switch (work.kind) {
  case "train":
    await train(work);
    break;
  case "sum":
    await sum(work);
    break;
  case "boundary":
    await boundary(work);
    break;
}
process.exit(0);

function tell(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** The observer of rank 0; those of others are told of nothing. */
function observing(observer: RunObserver): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(observer);
  });
}

async function train({ task: name, steps, shards }: Extract<RankWork, { kind: "train" }>) {
  const task = ALL_TASKS[name] as TrainingTask;
  const count = task.batch * Math.min(steps, 20);
  const { inputs, labels } = await task.examples(count);
  const times: number[] = [];
  let lastMs = 0;
  const trainer = createTrainer({
    // The same weights in each run, whose bits are compared.
    host: withSeededMathRandom(new RandomStream(1, "weights"), () => task.model("linear")),
    data: arrays({
      inputs: { x: { values: inputs, shape: [...task.shape] } },
      targets: { y: { values: labels, classes: task.classes } },
    }),
    modules: [
      wasm({ threads: 1 }),
      adam({ beta1: ADAM.beta1, beta2: ADAM.beta2 }),
      constant(ADAM.learningRate),
      collective,
      observing({
        onStep: () => {
          const nowMs = performance.now();
          if (lastMs > 0) times.push(nowMs - lastMs);
          lastMs = nowMs;
        },
        onRunEnd: ({ weightsHash, plan }) =>
          tell({ stepMs: quantile(times.slice(5), 0.5), weightsHash, params: plan.parameterCount }),
      }),
    ],
    batchSize: task.batch,
    shards,
    seed: 1,
  });
  await trainer.run({ epochs: Math.max(1, Math.round((steps * task.batch) / count)) });
  await trainer.dispose();
}

async function sum({ numbers, sums }: Extract<RankWork, { kind: "sum" }>) {
  const container = new Container();
  container.load(collective);
  const group = await container.getAsync(COLLECTIVE);
  await group.start();
  const vector = new Float32Array(numbers).fill(1e-3);
  const times: number[] = [];
  for (let at = 0; at < sums; at++) {
    const startedMs = performance.now();
    group.sum([vector], 60_000);
    times.push(performance.now() - startedMs);
    vector.fill(1e-3);
  }
  if (group.ranks[0] === 0) tell({ sumMs: quantile(times.slice(5), 0.5) });
  await group.dispose();
}

async function boundary({ epochs }: Extract<RankWork, { kind: "boundary" }>) {
  const times: number[] = [];
  const values = Float32Array.from({ length: 64 * 16 }, (_, at) => Math.sin(at * at));
  const trainer = createTrainer({
    host: mlp({ inputShape: [16], hidden: [16], classes: 4 }),
    data: arrays({
      inputs: { x: { values, shape: [16] } },
      targets: { y: { values: Array.from({ length: 64 }, (_, at) => at % 4), classes: 4 } },
    }),
    modules: [
      wasm({ threads: 1 }),
      adam(),
      constant(1e-3),
      tamiyo({ policy: new URL("../_controllers/hung.ts", import.meta.url) }),
      // With the 30 s of other runs a bad controller would hardly be asked.
      opossumBreakers({ resetMs: 100 }),
      collective,
      observing({
        onBoundary: ({ totalMs }: BoundaryReport) => void times.push(totalMs),
        onRunEnd: () => tell({ p999Ms: quantile(times, 0.999), maxMs: quantile(times, 1) }),
      }),
    ],
    batchSize: 32,
  });
  await trainer.run({ epochs });
  await trainer.dispose();
}
