/**
 * One side of the measurement of a source, in a process of its own: its memory is its own.
 *
 * Usage: data_child <side> <source> <seconds> <cache folder> <file>...
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  BatchFeeder,
  DATA_SOURCE,
  type DataSource,
  RandomStream,
  RUN_OBSERVER,
} from "../core/mod.ts";
import { Container, ContainerModule, tf } from "../deps.ts";
import { adamw, constant, createTrainer, mlp, silent } from "../modules/mod.ts";
import { DATA_TASKS } from "./_data_sources.ts";
import type { DataTask } from "./_data_task.ts";

/** What a side is given. */
interface Side {
  readonly task: DataTask;
  readonly files: readonly string[];
  readonly seconds: number;
  readonly cache: string;
}

const BATCH = 1_024;

function sourceOf(task: DataTask, files: readonly string[], cache: string): DataSource {
  const container = new Container();
  container.load(task.open(files, cache));
  return container.get(DATA_SOURCE);
}

/** Reads by the library alone. */
async function alone({ task, files, seconds }: Side) {
  let rows = 0;
  const startedMs = performance.now();
  for await (const more of task.alone(files)) {
    rows += more;
    // The clock is read once in a while, as a read for each record would count.
    if ((more > 1 || rows % 10_000 === 0) && performance.now() - startedMs > 1_000 * seconds) break;
  }
  return { rows_per_s: (1_000 * rows) / (performance.now() - startedMs) };
}

/** Reads, prepares and shuffles batches, and trains on none. */
async function read({ task, files, seconds, cache }: Side) {
  const openedMs = performance.now();
  const splits = await sourceOf(task, files, cache).open(0);
  const startedMs = performance.now();
  const feeder = new BatchFeeder(splits.train, {
    batchSize: BATCH,
    order: new RandomStream(0, "order"),
  });
  let rows = 0;
  while (performance.now() - startedMs < 1_000 * seconds) {
    const batch = await feeder.next();
    rows += batch?.size ?? 0;
    batch?.dispose();
  }
  const rowsPerS = (1_000 * rows) / (performance.now() - startedMs);
  await splits.dispose?.();
  return { rows_per_s: rowsPerS, open_s: (startedMs - openedMs) / 1_000, rows: splits.train.size };
}

/** Trains the default MLP, and takes the time that its steps wait for a batch. */
async function train({ task, files, seconds, cache }: Side) {
  const waits = new Waits();
  const abort = new AbortController();
  const marks: { ms: number; waitedMs: number }[] = [];
  const observer = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({
      onStep: () => {
        marks.push({ ms: performance.now(), waitedMs: waits.ms });
        const startedMs = marks[0]?.ms ?? 0;
        if (performance.now() - startedMs > 1_000 * seconds) abort.abort();
      },
    });
  });
  const openedMs = performance.now();
  await using trainer = createTrainer({
    host: mlp({ inputShape: task.inputShape, classes: task.classes }),
    data: new ContainerModule(({ bind }) => {
      bind(DATA_SOURCE).toConstantValue(waits.time(sourceOf(task, files, cache)));
    }),
    modules: [adamw(), constant(1e-3), silent(), observer],
  });
  await trainer.run({ epochs: 1_000, signal: abort.signal });
  // The first tenth compiles.
  const [from, to] = [marks[Math.floor(marks.length / 10)], marks.at(-1)] as typeof marks;
  const ms = (to as { ms: number }).ms - (from as { ms: number }).ms;
  const steps = marks.length - Math.floor(marks.length / 10) - 1;
  return {
    open_s: ((marks[0] as { ms: number }).ms - openedMs) / 1_000,
    step_ms: ms / steps,
    step_wait_share: ((to?.waitedMs ?? 0) - (from?.waitedMs ?? 0)) / ms,
    backend: tf.getBackend(),
    rss_mb: peakRssMb(),
  };
}

/** Adds up the time in which batches are gathered on the loop's thread, and that in which it waits for one. */
class Waits {
  ms = 0;

  constructor() {
    const { next } = BatchFeeder.prototype;
    const add = (startedMs: number) => this.#add(startedMs);
    BatchFeeder.prototype.next = function (signal) {
      const startedMs = performance.now();
      const batch = next.call(this, signal);
      const done = () => add(startedMs);
      if (batch instanceof Promise) batch.then(done, done);
      return batch;
    };
  }

  /** The source, whose training examples are timed. */
  time(source: DataSource): DataSource {
    return {
      name: source.name,
      open: async (seed, context) => {
        const splits = await source.open(seed, context);
        const { train } = splits;
        const gather = train.gather.bind(train);
        train.gather = (...args) => {
          const startedMs = performance.now();
          try {
            return gather(...args);
          } finally {
            this.#add(startedMs);
          }
        };
        return splits;
      },
    };
  }

  #add(startedMs: number): void {
    this.ms += performance.now() - startedMs;
  }
}

/** Reads by tfjs's own reader of CSV files. */
async function stock({ files: [path = ""], seconds }: Side) {
  const data = await import("@tensorflow/tfjs-data");
  let rows = 0;
  const startedMs = performance.now();
  const columnConfigs = { label: { isLabel: true } };
  const batches = await data.csv(pathToFileURL(path).href, { columnConfigs }).batch(32).iterator();
  while (performance.now() - startedMs < 1_000 * seconds) {
    const { done } = await batches.next();
    if (done) break;
    rows += 32;
    tf.disposeVariables();
  }
  return { rows_per_s: (1_000 * rows) / (performance.now() - startedMs), rss_mb: peakRssMb() };
}

/** Largest resident set of the process so far. */
function peakRssMb(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1_000;
}

const SIDES: Readonly<Record<string, (side: Side) => Promise<object>>> = {
  alone,
  read,
  train,
  stock,
};

const [side, source, seconds, cache, ...files] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const measure = SIDES[side] as (typeof SIDES)[string];
const task = DATA_TASKS[source] as DataTask;
if (side !== "train") await tf.setBackend("cpu");
const result = await measure({ task, files, seconds: Number(seconds), cache });
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit();
