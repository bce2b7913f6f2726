import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ContainerModule } from "../../deps.ts";
import { type Bench, type BenchOptions, backendOf, find, quantile, rounded } from "../_harness.ts";
import type { BenchTask } from "../_task.ts";
import { type Examples, readExamples, TASKS } from "../_tasks.ts";
import { TimedTrainer } from "../_timed_trainer.ts";
import { findPython } from "./_environment.ts";
import { type PeerProcess, startPeer } from "./_peer_process.ts";

const PEERS = ["keras", "torch", "torch_fused"] as const;

const ROUNDS = 7;

/** The first rounds compile and warm up: JavaScript is compiled anew for some hundred steps, on the second processor. */
const WARM_UP_ROUNDS = 8;

const BATCHES = 40;

/** Threads of OpenMP spin for a while after their work: nobody's are to spin in another's time. */
const PAUSE_MS = 300;

/** Times a step of Tolaria against PyTorch's and Keras's, in turns, on the same digits, networks and Adam. */
export const peers: Bench = {
  name: "peers",
  summary: "ms a step of the three networks: Tolaria, PyTorch and Keras (own Python environment)",
  linePerResult: true,
  run: async ({ backend = "tensorflow", extra }: BenchOptions) => {
    const make = backendOf(backend);
    const python = await findPython(extra.python);
    const results: Readonly<Record<string, unknown>>[] = [];
    const names = extra.model === undefined ? Object.keys(TASKS) : [extra.model];
    for (const name of names) {
      results.push(await compare(name, find(TASKS, "model", name), backend, make, python));
    }
    return results;
  },
};

async function compare(
  name: string,
  task: BenchTask,
  backend: string,
  make: () => ContainerModule,
  python: string,
): Promise<Readonly<Record<string, unknown>>> {
  const examples = await readExamples(BATCHES * task.batch);
  const rounds = await measure(name, task, make, python, examples);
  const median = (of: (round: Readonly<Record<string, number>>) => number) =>
    rounded(quantile(rounds.map(of), 0.5), 4);
  const of = (peer: string) => (round: Readonly<Record<string, number>>) => round[peer] as number;
  return {
    model: task.name,
    batch: task.batch,
    backend,
    tolaria_ms: median(of("tolaria")),
    ...Object.fromEntries(PEERS.map((peer) => [`${peer}_ms`, median(of(peer))])),
    // Paired: each ratio is of one round.
    ...Object.fromEntries(
      PEERS.map((peer) => [
        `ratio_vs_${peer}`,
        median((round) => (round.tolaria as number) / (round[peer] as number)),
      ]),
    ),
  };
}

async function measure(
  name: string,
  task: BenchTask,
  make: () => ContainerModule,
  python: string,
  examples: Examples,
): Promise<Readonly<Record<string, number>>[]> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-peers-"));
  writeFileSync(join(folder, "images.f32"), examples.images);
  writeFileSync(join(folder, "labels.i32"), examples.labels);
  const trainer = new TimedTrainer(task, make(), examples);
  // One process each: the libraries of PyTorch and TensorFlow do not bear each other in one.
  const processes = PEERS.map((peer) =>
    startPeer(python, [peer, name, folder, String(availableParallelism())]),
  );
  const rounds: Readonly<Record<string, number>>[] = [];
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      await setTimeout(PAUSE_MS);
      const times: Record<string, number> = { tolaria: await trainer.epoch() };
      for (const [index, peer] of PEERS.entries()) {
        await setTimeout(PAUSE_MS);
        times[peer] = await (processes[index] as PeerProcess).epoch();
      }
      if (round >= 0) rounds.push(times);
    }
  } finally {
    for (const process of processes) process.dispose();
    await trainer.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
  return rounds;
}
