import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { setPriority } from "node:os";
import { type BoundaryReport, RUN_OBSERVER, type RunReport } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import {
  adamw,
  afterEpoch,
  arrays,
  constant,
  createTrainer,
  mlp,
  opossumBreakers,
  tamiyo,
  wasm,
} from "../modules/mod.ts";
import { type Bench, type BenchOptions, backendOf, quantile, rounded } from "./_harness.ts";

const BOUNDARIES = 10_000;
const INPUTS = 16;
const BATCH = 32;

/** Weights, both moments and then some, of a network of half a million parameters. */
const CHECKPOINT_BYTES = 6 * 2 ** 20;
const CHUNK_BYTES = 2 ** 16;

/**
 * How long a breaker stays open here, ms. With the 30 s that it has elsewhere a bad controller would hardly be asked, and
 * there would be little to measure.
 */
const RESET_MS = 100;

/** The built-in policy, and three that nobody would want. */
const CONTROLLERS = {
  normal: undefined,
  hung: new URL("_controllers/hung.ts", import.meta.url),
  throwing: new URL("_controllers/throwing.ts", import.meta.url),
  slow: new URL("_controllers/slow.ts", import.meta.url),
} as const;

/** The lowest priority that a process can have. */
const LOWEST = 19;

/**
 * Times epoch boundaries with good and bad controllers, a network training in between.
 *
 * `own_*` leaves out what the machine took. With `--spinners 4`, as many processes of the lowest priority spin beside it.
 */
export const boundary: Bench = {
  name: "boundary",
  summary: `ms of ${BOUNDARIES} epoch boundaries each with a normal, hung, throwing and slow controller`,
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const epochs = Number(extra.epochs ?? BOUNDARIES);
    const spinners = Number(extra.spinners ?? 0);
    const results: Record<string, unknown> = { epochs, spinners };
    const stop = spin(spinners);
    try {
      for (const [name, policy] of Object.entries(CONTROLLERS)) {
        results[name] = await measure(backend, policy, epochs);
      }
    } finally {
      stop();
    }
    return results;
  },
};

/** Starts processes that spin. Returns what ends them. */
function spin(count: number): () => void {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
  );
  for (const { pid } of children) if (pid !== undefined) setPriority(pid, LOWEST);
  return () => {
    for (const child of children) child.kill("SIGKILL");
  };
}

async function measure(backend: string, policy: URL | undefined, epochs: number) {
  const times: BoundaryTime[] = [];
  const clock = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({
      onBoundary: ({ totalMs, machineMs }: BoundaryReport) =>
        void times.push({ totalMs, machineMs }),
    });
  });
  await using trainer = createTrainer({
    host: mlp({ inputShape: [INPUTS], hidden: [16], classes: 4 }),
    data: madeUpData(),
    modules: [
      compute(backend),
      adamw(),
      constant(1e-3),
      tamiyo({ policy }),
      opossumBreakers({ resetMs: RESET_MS }),
      checkpointWork(),
      clock,
    ],
    batchSize: BATCH,
  });
  return summaryOf(times, await trainer.run({ epochs }));
}

/** One thread: the cores are for the controllers here, and threads that wait for a busy core wait long. */
function compute(name: string): ContainerModule {
  return name === "wasm" ? wasm({ threads: 1 }) : backendOf(name)();
}

type BoundaryTime = Pick<BoundaryReport, "totalMs" | "machineMs">;

function summaryOf(times: readonly BoundaryTime[], { control, incidentCounts }: RunReport) {
  const totals = times.map(({ totalMs }) => totalMs);
  const own = times.map(({ totalMs, machineMs }) => totalMs - machineMs);
  const machine = times.map(({ machineMs }) => machineMs);
  const ms = (share: number) => rounded(quantile(totals, share));
  const tamiyoBreaker = control.breakers.find(({ name }) => name === "tamiyo");
  return {
    p50_ms: ms(0.5),
    p99_ms: ms(0.99),
    p999_ms: ms(0.999),
    max_ms: ms(1),
    own_p999_ms: rounded(quantile(own, 0.999)),
    machine_p999_ms: rounded(quantile(machine, 0.999)),
    breaches: incidentCounts["boundary/breach"] ?? 0,
    delayed: incidentCounts["boundary/delayed"] ?? 0,
    asked: tamiyoBreaker?.calls ?? 0,
    failed: tamiyoBreaker?.failures ?? 0,
    replaced: control.tamiyo.replaced,
    late_answers: control.tamiyo.lateAnswers,
    mode: control.mode,
  };
}

/** Two batches of random numbers with classes that follow from them. */
function madeUpData(): ContainerModule {
  const values = Float32Array.from({ length: 2 * BATCH * INPUTS }, (_, i) => Math.sin(i * i));
  const classes = Array.from({ length: 2 * BATCH }, (_, i) => i % 4);
  return arrays({
    inputs: { x: { values, shape: [INPUTS] } },
    targets: { y: { values: classes, classes: 4 } },
  });
}

/** After each epoch, as much copying and hashing as a checkpoint takes. */
function checkpointWork(): ContainerModule {
  const source = new Uint8Array(CHECKPOINT_BYTES).fill(7);
  const target = new Uint8Array(CHECKPOINT_BYTES);
  return afterEpoch({
    name: "checkpoint-sized work",
    feature: "checkpoints",
    *start() {
      const hash = createHash("sha256");
      for (let at = 0; at < CHECKPOINT_BYTES; at += CHUNK_BYTES) {
        const chunk = source.subarray(at, at + CHUNK_BYTES);
        target.set(chunk, at);
        hash.update(chunk);
        yield;
      }
      hash.digest();
    },
  });
}
