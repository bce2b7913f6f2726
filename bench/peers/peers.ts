import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tf } from "../../deps.ts";
import { isTensorflowThere } from "../../modules/compute/tensorflow/mod.ts";
import { type Bench, type BenchOptions, backendOf, find, quantile, rounded } from "../_harness.ts";
import type { TrainingTask } from "../_task.ts";
import { ALL_TASKS } from "../_tasks.ts";
import { findPeers, type PeerPython } from "./_environment.ts";
import { multiplyAddsOf } from "./_multiply_adds.ts";
import { type Peaks, type Side, startSide, warmUp } from "./_side.ts";

const ROUNDS = 5;

/** Batches of an epoch: some tenths of a second. */
const BATCHES: Readonly<Record<string, number>> = {
  mlp: 40,
  lstm: 30,
  cnn: 12,
  encoder: 8,
  gpt: 5,
};

/** Threads of OpenMP spin for a while after their work, and none may spin in another's time. */
const PAUSE_MS = 250;

/** Stock tfjs is measured once, and not in turns, if a step takes longer than this. */
const SLOW_MS = 1_000;

/** Passes over the weights' memory of a step: products, joined gradients, and Adam's update. */
const PASSES = 12;

/** Milliseconds of a step by the name of the side; undefined if it does not run. */
type Round = Readonly<Record<string, number | undefined>>;

/** Times a step of Tolaria against PyTorch's, Keras's and stock tfjs's, in turns, on the same examples. */
export const peers: Bench = {
  name: "peers",
  summary:
    "ms a step of five networks: Tolaria, PyTorch, Keras and stock tfjs, with what limits it",
  linePerResult: true,
  run: async ({ backend, extra }: BenchOptions) => {
    if (backend !== undefined) backendOf(backend);
    const python = findPeers(extra.python);
    const backends = backend === undefined ? defaultBackends() : [backend];
    const names = extra.model === undefined ? Object.keys(ALL_TASKS) : extra.model.split(",");
    const results: Readonly<Record<string, unknown>>[] = [];
    for (const name of names) {
      const task = find(ALL_TASKS, "model", name);
      results.push(...(await compare(name, task, backends, python)));
    }
    return results;
  },
};

function defaultBackends(): string[] {
  if (isTensorflowThere()) return ["tensorflow", "wasm"];
  process.stderr.write("no TensorFlow: run `tolaria setup tensorflow` to measure on it too\n");
  return ["wasm"];
}

async function compare(
  name: string,
  task: TrainingTask,
  backends: readonly string[],
  python: PeerPython | undefined,
): Promise<Readonly<Record<string, unknown>>[]> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-peers-"));
  const examples = await task.examples((BATCHES[name] as number) * task.batch);
  writeFileSync(join(folder, "inputs"), examples.inputs);
  writeFileSync(join(folder, "labels"), examples.labels);
  const sides = await openSides(name, folder, backends, python);
  try {
    const peaks = await measurePeaks(sides);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(sides));
    const work = await workOf(task);
    return backends.map((backend) => ({
      model: task.name,
      batch: task.batch,
      backend,
      ...timesOf(backend, rounds, sides),
      keras_backend: python?.keras ?? null,
      ...limitsOf(backend, rounds, work, peaks),
    }));
  } finally {
    for (const side of sides.values()) side?.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every side by its name: those that share a machine's time take turns. */
type Sides = ReadonlyMap<string, Side | undefined>;

async function openSides(
  name: string,
  folder: string,
  backends: readonly string[],
  python: PeerPython | undefined,
): Promise<Sides> {
  const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
  const batches = String(BATCHES[name]);
  const threads = String(availableParallelism());
  const { batch } = ALL_TASKS[name] as TrainingTask;
  const ours = backends.flatMap((backend) => [
    [`tolaria on ${backend}`, "tolaria_child.ts", backend, name, batches],
    [`tfjs on ${backend}`, "../fit_child.ts", backend, name, String(batch)],
  ]);
  const theirs = [
    ...(python?.torch ? ["torch", "torch_fused"] : []),
    ...(python?.keras ? ["keras"] : []),
  ];
  const starts = [
    ...ours.map(([side, path, ...args]) => ({
      side: side as string,
      program: process.execPath,
      args: [...runtime, script(path as string), ...args],
    })),
    ...theirs.map((peer) => ({
      side: peer,
      program: (python as PeerPython).python,
      args: [script("peers.py"), peer, name, folder, threads],
    })),
  ];
  // They load together, and compute one after the other: threads that wait for a core spin.
  const started = starts.map(({ side, program, args }) => {
    return [side, startSide(side, program, args)] as const;
  });
  const sides = new Map<string, Side | undefined>();
  for (const [name, side] of started) {
    // What compiles at its first step is not slow.
    sides.set(name, await warmUp(side, isStock(name) ? SLOW_MS : Number.POSITIVE_INFINITY));
  }
  return sides;
}

const isStock = (side: string) => side.startsWith("tfjs");

async function measureRound(sides: Sides): Promise<Round> {
  const times: Record<string, number | undefined> = {};
  for (const [name, side] of sides) {
    const once = side && isStock(name) && side.firstMs > SLOW_MS;
    if (!once) await setTimeout(PAUSE_MS);
    times[name] = once ? side.firstMs : await side?.epoch();
  }
  return times;
}

async function measurePeaks(sides: Sides): Promise<ReadonlyMap<string, Peaks>> {
  const peaks = new Map<string, Peaks>();
  for (const [name, side] of sides) {
    if (!side || !/^(tolaria|torch$)/.test(name)) continue;
    await setTimeout(PAUSE_MS);
    peaks.set(name, await side.peaks());
  }
  return peaks;
}

/** Medians of the sides, and of the ratios, each of which is of one round. */
function timesOf(backend: string, rounds: readonly Round[], sides: Sides) {
  const median = (of: (round: Round) => number | undefined) => {
    const values = rounds.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? null : rounded(quantile(values, 0.5), 4);
  };
  const ours = `tolaria on ${backend}`;
  const stock = `tfjs on ${backend}`;
  const rivals = { keras: "keras", torch: "torch", torch_fused: "torch_fused", tfjs: stock };
  const ratio = (side: string) => (round: Round) => {
    const [a, b] = [round[ours], round[side]];
    return a === undefined || b === undefined ? undefined : a / b;
  };
  const entries = Object.entries(rivals);
  return {
    tolaria_ms: median((round) => round[ours]),
    ...Object.fromEntries(entries.map(([key, side]) => [`${key}_ms`, median((r) => r[side])])),
    ...Object.fromEntries(entries.map(([key, side]) => [`ratio_vs_${key}`, median(ratio(side))])),
    ...((sides.get(stock)?.firstMs ?? 0) > SLOW_MS && { tfjs_measured: "once" }),
  };
}

/** Numbers of a training step: floating-point operations of products, and bytes of weights. */
async function workOf(task: TrainingTask) {
  await tf.setBackend("cpu");
  const model = task.model("linear");
  // Forward, and the gradients of both factors of each product.
  const flops = 2 * 3 * multiplyAddsOf(model) * task.batch;
  const bytes = PASSES * Float32Array.BYTES_PER_ELEMENT * model.countParams();
  model.dispose();
  return { flops, bytes };
}

/** Speeds of a step beside the highest of this run, and which of them it is nearer to. */
function limitsOf(
  backend: string,
  rounds: readonly Round[],
  { flops, bytes }: { readonly flops: number; readonly bytes: number },
  peaks: ReadonlyMap<string, Peaks>,
) {
  const times = rounds.map((round) => round[`tolaria on ${backend}`] ?? Number.NaN);
  const ms = quantile(times, 0.5);
  const own = peaks.get(`tolaria on ${backend}`)?.gflops ?? Number.NaN;
  const gflops = flops / ms / 1e6;
  const gbS = bytes / ms / 1e6;
  const peakGflops = Math.max(own, peaks.get("torch")?.gflops ?? 0);
  const peakGbS = peaks.get("torch")?.gbS;
  const shares = { products: gflops / own, memory: peakGbS ? gbS / peakGbS : 0 };
  const [limit, share] = Object.entries(shares).reduce((a, b) => (a[1] >= b[1] ? a : b));
  return {
    gflops: rounded(gflops),
    backend_peak_gflops: rounded(own),
    peak_gflops: rounded(peakGflops),
    gb_s: rounded(gbS),
    peak_gb_s: peakGbS ? rounded(peakGbS) : null,
    limit: share >= 0.5 ? limit : "calls and passes between products",
  };
}
