import { COMPUTE_BACKEND, collectGarbage, OPTIMIZER } from "../core/mod.ts";
import { Container, type ContainerModule } from "../deps.ts";
import { isTensorflowThere } from "../modules/compute/tensorflow/mod.ts";
import { adamw } from "../modules/mod.ts";
import { type FitProcess, startFit } from "./_fit_process.ts";
import {
  type Bench,
  type BenchOptions,
  type BenchResult,
  backendOf,
  find,
  quantile,
  rounded,
} from "./_harness.ts";
import { RawLoop } from "./_raw_loop.ts";
import { ADAM, type BenchTask, type Examples } from "./_task.ts";
import { TASKS } from "./_tasks.ts";
import { TimedTrainer } from "./_timed_trainer.ts";

const ROUNDS = { least: 3, most: 7 } as const;

const WARM_UP_ROUNDS = 2;

/** After this no further round of a network is begun; a quiet machine is done before. */
const BUDGET_MS = 25_000;

/** A network of which stock `fit` takes longer than this for a step has it measured once, and not in turns. */
const SLOW_MS = 1_000;

/** Batches in an epoch where a step takes a second. */
const FEW_BATCHES = 3;

/** Batches in an epoch. */
const BATCHES: Readonly<Record<string, number>> = { cnn: 12, encoder: 5, mlp: 20 };

/** Batches of stock `fit` if others than these: it takes seconds for a step of the encoder. */
const FIT_BATCHES: Readonly<Record<string, number>> = { encoder: 1 };

/** One round's milliseconds a step, each way. */
interface Round {
  readonly fit: number | undefined;
  readonly tolaria: number;
  readonly raw: number;
  readonly native: number | undefined;
}

/** The sides of a measurement, each of which trains an epoch when it is asked to. */
interface Sides {
  readonly fit: FitProcess | undefined;
  readonly native: FitProcess | undefined;
  readonly trainer: TimedTrainer;
  readonly raw: RawLoop;
}

/** Times a step of Tolaria, of stock `model.fit` and of a loop by hand, in turns, on the same examples. */
export const throughput: Bench = {
  name: "throughput",
  summary: "ms a step of a CNN, an encoder and an MLP: Tolaria, stock model.fit, a loop by hand",
  linePerResult: true,
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const make = backendOf(backend);
    const names = extra.model === undefined ? Object.keys(TASKS) : [extra.model];
    const results: BenchResult[] = [];
    for (const name of names) {
      results.push(await compare(name, find(TASKS, "model", name), backend, make));
    }
    return results as BenchResult;
  },
};

async function compare(
  name: string,
  task: BenchTask,
  backend: string,
  make: () => ContainerModule,
): Promise<Readonly<Record<string, unknown>>> {
  const rounds = await measure(name, task, backend, make);
  const median = (of: (round: Round) => number | undefined) => {
    const values = rounds.map(of).filter((value) => value !== undefined);
    return values.length === rounds.length ? rounded(quantile(values, 0.5), 4) : null;
  };
  return {
    model: task.name,
    batch: task.batch,
    backend,
    tolaria_ms: median((round) => round.tolaria),
    fit_ms: median((round) => round.fit),
    raw_ms: median((round) => round.raw),
    // Paired: each ratio is of one round.
    ratio_vs_fit: median(({ tolaria, fit }) => (fit === undefined ? fit : tolaria / fit)),
    overhead_vs_raw: median((round) => round.tolaria / round.raw),
    fit_native_ms: median((round) => round.native),
  };
}

async function measure(
  name: string,
  task: BenchTask,
  backend: string,
  make: () => ContainerModule,
): Promise<Round[]> {
  const container = new Container();
  const { learningRate: _, ...optimizer } = ADAM;
  container.load(make(), adamw({ ...optimizer, weightDecay: 0 }));
  await container.get(COMPUTE_BACKEND).start();
  const examples = await task.examples(countExamples(name, task, backend));
  const sides = await openSides(name, task, backend, make, examples, container);
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
    sides.fit?.dispose();
    sides.native?.dispose();
    await sides.trainer.dispose();
    await container.unbindAllAsync();
  }
  return rounds;
}

function countExamples(name: string, { batch }: BenchTask, backend: string): number {
  return (backend === "cpu" ? FEW_BATCHES : (BATCHES[name] as number)) * batch;
}

async function openSides(
  name: string,
  task: BenchTask,
  backend: string,
  make: () => ContainerModule,
  examples: Examples,
  container: Container,
): Promise<Sides> {
  const count = task.batch * (FIT_BATCHES[name] ?? examples.labels.length / task.batch);
  const withNative = backend !== "tensorflow" && isTensorflowThere();
  return {
    fit: await startFit(backend, name, count),
    native: withNative ? await startFit("tensorflow", name, count) : undefined,
    trainer: new TimedTrainer(task, make(), examples),
    raw: new RawLoop(task, examples, container.get(OPTIMIZER)),
  };
}

/** Tolaria and the loop by hand twice each, in the order a, b, b, a: what drifts meanwhile meets both alike. */
async function measureRound({ fit, native, trainer, raw }: Sides): Promise<Round> {
  const stock = { fit: await stepOf(fit), native: await stepOf(native) };
  const first = await onItsOwn(() => trainer.epoch());
  const byHand = ((await onItsOwn(() => raw.epoch())) + (await onItsOwn(() => raw.epoch()))) / 2;
  const last = await onItsOwn(() => trainer.epoch());
  return { ...stock, tolaria: (first + last) / 2, raw: byHand };
}

/** Milliseconds of a step of stock `fit`; those of its first epoch if it is slow. */
async function stepOf(side: FitProcess | undefined): Promise<number | undefined> {
  return side && side.firstMs > SLOW_MS ? side.firstMs : await side?.epoch();
}

/**
 * An epoch that begins without the garbage of the one before. The loop by hand gives the runtime no turn in which to
 * collect what it leaves, which was collected in Tolaria's time otherwise.
 */
async function onItsOwn(epoch: () => number | Promise<number>): Promise<number> {
  collectGarbage();
  return await epoch();
}
