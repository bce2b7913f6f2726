import { createRequire } from "node:module";
import { COMPUTE_BACKEND, OPTIMIZER } from "../core/mod.ts";
import { Container, type ContainerModule } from "../deps.ts";
import { adamw, BACKENDS } from "../modules/mod.ts";
import { type FitProcess, startFit } from "./_fit_process.ts";
import { type Bench, type BenchOptions, quantile, rounded } from "./_harness.ts";
import { MOST_BATCHES, readExamples, TASK, TASK_NAME } from "./_mlp_task.ts";
import { RawLoop } from "./_raw_loop.ts";
import { TimedTrainer } from "./_timed_trainer.ts";

const ROUNDS = { least: 3, most: 7 } as const;

const WARM_UP_ROUNDS = 2;

/** After this no further round is begun; a quiet machine is done before. */
const BUDGET_MS = 75_000;

/** Batches in an epoch where a step takes a second. */
const FEW_BATCHES = 3;

/** One round's milliseconds a step, each way. */
interface Round {
  readonly fit: number;
  readonly tolaria: number;
  readonly raw: number;
  readonly native: number | undefined;
}

/** The sides of a measurement, each of which trains an epoch when it is asked to. */
interface Sides {
  readonly fit: FitProcess;
  readonly native: FitProcess | undefined;
  readonly trainer: TimedTrainer;
  readonly raw: RawLoop;
}

/** Times a step of Tolaria, of stock `model.fit` and of a loop by hand, in turns, on the same examples. */
export const throughput: Bench = {
  name: "throughput",
  summary: `ms a step of ${TASK_NAME}, batch ${TASK.batch}: Tolaria, stock model.fit, a loop by hand`,
  run: async ({ backend = "wasm" }: BenchOptions) => {
    const rounds = await measure(backend);
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

async function measure(backend: string): Promise<Round[]> {
  const make = (BACKENDS as Readonly<Record<string, () => ContainerModule>>)[backend];
  if (!make) {
    throw new RangeError(
      `Cannot measure as '--backend' must be one of ${Object.keys(BACKENDS).join(", ")}: current value is ${backend}`,
    );
  }
  const batches = backend === "cpu" ? FEW_BATCHES : MOST_BATCHES;
  const examples = await readExamples(batches);
  const container = new Container();
  const { learningRate: _, ...optimizer } = TASK.optimizer;
  container.load(make(), adamw({ ...optimizer, weightDecay: 0 }));
  await container.get(COMPUTE_BACKEND).start();
  const sides: Sides = {
    fit: await startFit(backend, batches),
    native: hasNative() ? await startFit("native", batches) : undefined,
    trainer: new TimedTrainer(make(), examples),
    raw: new RawLoop(examples, container.get(OPTIMIZER)),
  };
  const rounds: Round[] = [];
  try {
    // The runtime is still compiling in the first.
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await measureRound(sides);
    const until = performance.now() + BUDGET_MS;
    while (
      rounds.length < ROUNDS.least ||
      (rounds.length < ROUNDS.most && performance.now() < until)
    ) {
      rounds.push(await measureRound(sides));
    }
  } finally {
    sides.fit.dispose();
    sides.native?.dispose();
    await sides.trainer.dispose();
    await container.unbindAllAsync();
  }
  return rounds;
}

/** Tolaria and the loop by hand twice each, in the order a, b, b, a: what drifts meanwhile meets both alike. */
async function measureRound({ fit, native, trainer, raw }: Sides): Promise<Round> {
  const stock = { fit: await fit.epoch(), native: await native?.epoch() };
  const first = await trainer.epoch();
  const byHand = (raw.epoch() + raw.epoch()) / 2;
  return { ...stock, tolaria: (first + (await trainer.epoch())) / 2, raw: byHand };
}

function hasNative(): boolean {
  try {
    createRequire(import.meta.url).resolve("@tensorflow/tfjs-node-gpu");
    return true;
  } catch {
    return false;
  }
}
