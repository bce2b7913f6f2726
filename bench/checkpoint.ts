import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointInfo, Recovery } from "../core/mod.ts";
import type { ContainerModule } from "../deps.ts";
import { snapshots } from "../modules/mod.ts";
import { changedStore } from "../tests/_support/checkpoints/changed_store.ts";
import { FixedWork } from "./_fixed_work.ts";
import { type Bench, type BenchOptions, inFolder, quantile, rounded } from "./_harness.ts";
import { paramsOf, recoveryOf, wideTrainer } from "./_wide_network.ts";

/** Checkpoints that are written while training goes on; the first is not timed. */
const ROUNDS = 6;
const MEGABYTE = 1e6;
const CHUNK = 2 ** 22;

/** Length of the work beside each stretch, ms: that of the longer stretches. */
const WORK_MS = 1;

/** Times what checkpoints take of the training's thread, and how fast they are written beside it. */
export const checkpoint: Bench = {
  name: "checkpoint",
  summary:
    "ms that a checkpoint holds the training's thread at a stretch, and MB/s that it is written at",
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const params = paramsOf(extra);
    return await inFolder((directory) => measure(params, backend, directory));
  },
};

/** What was timed. */
interface Timings {
  /** Each stretch for which the training's thread was held. */
  readonly stallMs: number[];
  /** Work that is timed after each stretch. */
  readonly work: FixedWork;
  readonly writes: { readonly ms: number; readonly info: CheckpointInfo }[];
}

async function measure(params: number, backend: string, directory: string) {
  const timings: Timings = { stallMs: [], work: new FixedWork(), writes: [] };
  timings.work.calibrate(WORK_MS);
  const abort = new AbortController();
  let [recovery, writing]: [Recovery | undefined, boolean] = [undefined, false];
  const onStep = (): void => {
    if (!recovery || writing) return;
    if (timings.writes.length > ROUNDS) return abort.abort();
    writing = true;
    const startedMs = performance.now();
    const saved = recovery.saveNow("bench");
    // What it does before it first waits: the state is held, and the writer told.
    timings.stallMs.push(performance.now() - startedMs);
    void saved.then((info) => {
      if (info) timings.writes.push({ ms: performance.now() - startedMs, info });
      else abort.abort();
      writing = false;
    });
  };
  const modules = [timedStore(directory, timings), snapshots({ everySteps: 1_000_000 })];
  await using trainer = wideTrainer(params, backend, modules, onStep);
  const running = trainer.run({ epochs: 1_000_000, signal: abort.signal });
  recovery = await recoveryOf(trainer);
  const { plan } = await running;
  return resultOf(plan.parameterCount, backend, timings, directory);
}

/** A store of files that says how long each handing over of bytes took. */
function timedStore(directory: string, { stallMs, work }: Timings): ContainerModule {
  return changedStore({ directory, everyEpochs: 1_000_000, keep: 2 }, (store) => ({
    write: (draft) => {
      const write = store.write(draft);
      return {
        done: write.done,
        advance: () => {
          const startedMs = performance.now();
          const over = write.advance();
          stallMs.push(performance.now() - startedMs);
          work.time();
          return over;
        },
      };
    },
  }));
}

function resultOf(
  params: number,
  backend: string,
  { stallMs, work, writes }: Timings,
  directory: string,
) {
  const timed = writes.slice(1);
  if (timed.length === 0) throw new Error("no checkpoint was written");
  const bytes = (timed[0] as (typeof timed)[number]).info.bytes;
  const mbPerS = timed.map(({ ms, info }) => info.bytes / MEGABYTE / (ms / 1000));
  return {
    params,
    backend,
    stall_ms_p50: rounded(quantile(stallMs, 0.5)),
    stall_ms_p99: rounded(quantile(stallMs, 0.99)),
    fixed_work_ms: WORK_MS,
    fixed_work_ms_p99: work.p99Ms,
    write_mb_s: rounded(quantile(mbPerS, 0.5)),
    raw_write_mb_s: rounded(rawWrite(directory, bytes)),
    bytes,
  };
}

/** MB/s at which as many bytes are written and synced, with nothing else done to them. */
function rawWrite(directory: string, bytes: number): number {
  const chunk = new Uint8Array(CHUNK).fill(1);
  const file = openSync(join(directory, "raw"), "w");
  const startedMs = performance.now();
  for (let at = 0; at < bytes; at += CHUNK) writeSync(file, chunk, 0, Math.min(CHUNK, bytes - at));
  fsyncSync(file);
  closeSync(file);
  return bytes / MEGABYTE / ((performance.now() - startedMs) / 1000);
}
