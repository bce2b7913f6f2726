import { createRequire } from "node:module";
import { COMPUTE_BACKEND, OPTIMIZER, RUN_OBSERVER, type Trainer } from "../core/mod.ts";
import { Container, ContainerModule } from "../deps.ts";
import { adamw, arrays, BACKENDS, constant, createTrainer, mlp } from "../modules/mod.ts";
import { startFit } from "./_fit_process.ts";
import { type Bench, type BenchOptions, quantile, rounded } from "./_harness.ts";
import { makeExamples, TASK, TASK_NAME } from "./_mlp_task.ts";
import { RawLoop } from "./_raw_loop.ts";

const ROUNDS = 7;
const STEPS = 40;
const FIT_STEPS = 8;

/** One round's milliseconds a step, each way. */
interface Round {
  readonly fit: number;
  readonly tolaria: number;
  readonly raw: number;
  readonly native: number | undefined;
}

/** A trainer of the task, and how long a step of an epoch takes: the whole loop, not the step's own part. */
class TimedTrainer {
  readonly #trainer: Trainer;
  readonly #stepMs: number[] = [];

  constructor(backend: ContainerModule, examples: ReturnType<typeof makeExamples>) {
    const clock = new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({ onStep: () => this.#stepMs.push(performance.now()) });
    });
    this.#trainer = createTrainer({
      host: mlp({ inputShape: [TASK.inputs], hidden: TASK.hidden, classes: TASK.classes }),
      data: arrays({
        inputs: { image: { values: examples.images, shape: [TASK.inputs] } },
        targets: { label: { values: examples.labels, classes: TASK.classes } },
      }),
      modules: [backend, adamw(), constant(1e-3), clock],
      batchSize: TASK.batch,
    });
  }

  async epoch(): Promise<number> {
    this.#stepMs.length = 0;
    await this.#trainer.run({ epochs: 1 });
    return ((this.#stepMs.at(-1) as number) - (this.#stepMs[0] as number)) / (STEPS - 1);
  }

  dispose(): Promise<void> {
    return this.#trainer.dispose();
  }
}

/** Times a step of Tolaria, of stock `model.fit` and of a loop by hand, in turns. */
export const throughput: Bench = {
  name: "throughput",
  summary: `ms a step of ${TASK_NAME}, batch ${TASK.batch}: Tolaria, stock model.fit, a loop by hand`,
  run: async ({ backend = "wasm" }: BenchOptions) => {
    const rounds = await measure(backend as keyof typeof BACKENDS);
    const median = (of: (round: Round) => number) => rounded(quantile(rounds.map(of), 0.5), 4);
    const native = rounds.every((round) => round.native !== undefined);
    return {
      model: TASK_NAME,
      backend,
      tolaria_ms: median((round) => round.tolaria),
      fit_ms: median((round) => round.fit),
      raw_ms: median((round) => round.raw),
      // Paired: each ratio is of one round.
      ratio_vs_fit: median((round) => round.tolaria / round.fit),
      overhead_vs_raw: median((round) => round.tolaria / round.raw),
      fit_native_ms: native ? median((round) => round.native as number) : null,
    };
  },
};

async function measure(backend: keyof typeof BACKENDS): Promise<Round[]> {
  const make = BACKENDS[backend];
  if (!make) {
    throw new RangeError(
      `Cannot measure as '--backend' must be one of ${Object.keys(BACKENDS).join(", ")}: current value is ${backend}`,
    );
  }
  const container = new Container();
  container.load(make(), adamw());
  const compute = container.get(COMPUTE_BACKEND);
  await compute.start();
  const examples = makeExamples(STEPS);
  const trainer = new TimedTrainer(make(), examples);
  const raw = new RawLoop(examples, container.get(OPTIMIZER));
  const fit = await startFit(backend, FIT_STEPS);
  const native = hasNative() ? await startFit("native", FIT_STEPS) : undefined;
  const rounds: Round[] = [];
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const times = {
        fit: await fit.epoch(),
        tolaria: await trainer.epoch(),
        raw: raw.epoch(),
        native: await native?.epoch(),
      };
      // The first warms up.
      if (round >= 0) rounds.push(times);
    }
  } finally {
    fit.dispose();
    native?.dispose();
    await trainer.dispose();
    await container.unbindAllAsync();
  }
  return rounds;
}

function hasNative(): boolean {
  try {
    createRequire(import.meta.url).resolve("@tensorflow/tfjs-node-gpu");
    return true;
  } catch {
    return false;
  }
}
