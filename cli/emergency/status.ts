import { findRuns, type JoinedRun, joinRun } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { listenForInterruption } from "../signals.ts";
import { describeRun, type RunDescription, renderRun } from "./describe_run.ts";
import type { RunFlags } from "./raise.ts";

/** Options of `status`. */
export interface StatusFlags extends RunFlags {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Refresh interval of `--watch`, ms. */
const SHOW_EVERY_MS = 1_000;

/** Shows the status of one run or of all on this machine. Returns the exit code. */
export async function status(flags: StatusFlags): Promise<number> {
  const ids = flags.run === undefined ? findRuns().map(({ runId }) => runId) : [flags.run];
  if (ids.length === 0) {
    process.stderr.write("no run is active on this machine\n");
    return EXIT_CODES.done;
  }
  const runs = ids.map((id) => joinRun(id));
  try {
    show(runs, flags);
    if (flags.watch) await watch(runs, flags);
    return EXIT_CODES.done;
  } finally {
    for (const run of runs) run.close();
  }
}

/** Refreshes the status until every run ended or a signal arrives. */
async function watch(runs: readonly JoinedRun[], flags: StatusFlags): Promise<void> {
  const interruption = listenForInterruption(() => {});
  try {
    while (!interruption.signal.aborted && runs.some((run) => !run.ended)) {
      await interrupted(interruption.signal, SHOW_EVERY_MS);
      if (!interruption.signal.aborted) show(runs, flags);
    }
  } finally {
    interruption.dispose();
  }
}

function show(runs: readonly JoinedRun[], { json }: StatusFlags): void {
  const render = json ? (run: RunDescription) => `${JSON.stringify(run)}\n` : renderRun;
  process.stdout.write(runs.map((run) => render(describeRun(run))).join(""));
}

/** Settles after `ms`, or as soon as `signal` aborts. */
function interrupted(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
