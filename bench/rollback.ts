import type { CheckpointInfo, Recovery, RunReport } from "../core/mod.ts";
import { checkpoints, noAutopilot, snapshots } from "../modules/mod.ts";
import { FixedWork } from "./_fixed_work.ts";
import { type Bench, type BenchOptions, inFolder, quantile, rounded } from "./_harness.ts";
import { paramsOf, recoveryOf, wideTrainer } from "./_wide_network.ts";

/** Snapshots and rollbacks that are timed; the first are not: the runtime is still compiling them. */
const ROUNDS = 300;
const WARM_UP = 20;

/** How long a snapshot or a fast rollback of 25 million weights takes about: the length of the work beside them, ms. */
const WORK_MS = 0.4;

/** Times what it takes to hold a state and to go back to it, in memory and from disk, in a run that trains. */
export const rollback: Bench = {
  name: "rollback",
  summary: "ms to hold a state and to go back to it, and s to go back to one on disk",
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const params = paramsOf(extra);
    return await inFolder((directory) => measure(params, backend, directory));
  },
};

async function measure(params: number, backend: string, directory: string) {
  const abort = new AbortController();
  const snapshotMs: number[] = [];
  const work = new FixedWork();
  work.calibrate(WORK_MS);
  let saved: Promise<CheckpointInfo | undefined> | undefined;
  let recovery: Recovery | undefined;
  let goingBack = false;
  let held: number | undefined;
  const onStep = (step: number): void => {
    if (!recovery) return;
    if (held !== undefined && step > held) {
      // A step further on, so that there is something to go back over.
      recovery.request({ atOrBefore: held, reason: "bench" });
      held = undefined;
      return;
    }
    if (snapshotMs.length < ROUNDS) {
      const startedMs = performance.now();
      recovery.snapshot();
      snapshotMs.push(performance.now() - startedMs);
      work.time();
      held = step;
      return;
    }
    // The step after the one that it went back to.
    if (goingBack) abort.abort();
    if (saved) return;
    saved = recovery.saveNow("bench").then((info) => {
      recovery?.request({ atOrBefore: step, reason: "bench", tier: "full" });
      goingBack = true;
      return info;
    });
  };
  const modules = [
    snapshots({ count: 1, bytes: Number.MAX_SAFE_INTEGER, everySteps: 1_000_000 }),
    checkpoints({ directory, everyEpochs: Number.MAX_SAFE_INTEGER }),
    // It would end a run that goes back again and again.
    noAutopilot(),
  ];
  await using trainer = wideTrainer(params, backend, modules, onStep);
  const starting = trainer.run({ epochs: 1_000_000, signal: abort.signal });
  recovery = await recoveryOf(trainer);
  const result = resultOf(await starting, await saved, snapshotMs, backend);
  return { ...result, fixed_work_ms: WORK_MS, fixed_work_ms_p99: work.p99Ms };
}

function resultOf(
  { plan, recovery }: RunReport,
  info: CheckpointInfo | undefined,
  snapshotMs: readonly number[],
  backend: string,
) {
  const timesOf = (tier: string) =>
    recovery.rollbacks
      .filter((one) => one.recovered && one.tier === tier)
      .map((one) => one.durationMs);
  const [fastMs, [fullMs]] = [timesOf("fast").slice(WARM_UP), timesOf("full")];
  if (fastMs.length === 0 || fullMs === undefined || !info) {
    throw new Error(`not every rollback was done: ${JSON.stringify(recovery.rollbacks.at(-1))}`);
  }
  return {
    params: plan.parameterCount,
    backend,
    snapshot_ms_p50: rounded(quantile(snapshotMs.slice(WARM_UP), 0.5)),
    snapshot_ms_p99: rounded(quantile(snapshotMs.slice(WARM_UP), 0.99)),
    fast_ms_p50: rounded(quantile(fastMs, 0.5)),
    fast_ms_p99: rounded(quantile(fastMs, 0.99)),
    full_s: rounded(fullMs / 1000),
    bytes: info.bytes,
  };
}
