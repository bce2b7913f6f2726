import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RandomStream } from "../../../core/mod.ts";
import type { JsonReport } from "../../../modules/mod.ts";
import type { TestedMpi } from "../../_support/collectives/mpis.ts";
import { playRanks } from "../../_support/collectives/play_ranks.ts";
import { runRanks } from "../../_support/collectives/run_ranks.ts";

/** Ranks of each run. */
const RANKS = 3;

/** Steps of each run, and how much longer than itself each takes, ms. */
const STEPS = 60;
const EVERY_MS = 4;

const JOB = ["--set", "epochs=20", "--set", `everyMs=${EVERY_MS}`];

/** How often it is looked how far a run is, ms. */
const POLL_MS = 2;

/** The fault of a run that was over before it could be struck, as on a busy machine: nothing was tried. */
export const MISSED = "the run was over before it could be struck";

/** What came of a rank that was struck. */
export interface Strike {
  readonly signal: NodeJS.Signals;
  readonly rank: number;
  /** From the signal to the first good step, ms; undefined if there was none. */
  readonly recoveryMs: number | undefined;
  /** What was wrong; none if the run recovered. */
  readonly fault: string | undefined;
}

/** Sends a signal to a random rank at a random moment of a run, and looks at what is left of it. */
export async function strike(
  mpi: TestedMpi,
  signal: NodeJS.Signals,
  random: RandomStream,
): Promise<Strike> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-strike-"));
  const rank = Math.floor(random.next() * RANKS);
  const after = 1 + Math.floor(random.next() * (STEPS - 5));
  const laterMs = random.next() * EVERY_MS;
  let struckMs = 0;
  let ended = false;
  const read = (name: string) => numberIn(join(folder, name));
  try {
    const running = runRanks(mpi, RANKS, { args: JOB, env: { TOLARIA_TEST_FOLDER: folder } });
    const striking = (async () => {
      while (!ended && !((read("step") ?? 0) >= after)) await pause(POLL_MS);
      await pause(laterMs);
      const pid = read(`pid-${rank}`);
      if (ended || pid === undefined) return;
      struckMs = Date.now();
      process.kill(pid, signal);
    })();
    const run = await running.finally(() => {
      ended = true;
    });
    await striking;
    const wentOnMs = read("went-on");
    const fault = struckMs === 0 ? MISSED : await faultOf(run.reports, run.stderr, rank);
    const recoveryMs = wentOnMs === undefined ? undefined : wentOnMs - struckMs;
    return { signal, rank, recoveryMs, fault };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why a run is not what it is to be; undefined if it is. */
async function faultOf(
  reports: readonly JsonReport[],
  stderr: string,
  rank: number,
): Promise<string | undefined> {
  const [report, ...others] = reports;
  if (!report || others.length > 0) return `${reports.length} reports: ${stderr.slice(-300)}`;
  if (report.end_reason !== "completed") return `it ${report.end_reason}: ${report.error}`;
  if (report.steps !== STEPS) return `it took ${report.steps} of ${STEPS} steps`;
  const [lost, ...more] = report.lost_ranks ?? [];
  if (!lost || more.length > 0) return `${more.length + (lost ? 1 : 0)} losses instead of 1`;
  if (lost.ranks.join() !== String(rank)) return `lost ${lost.ranks} instead of ${rank}`;
  if (Number(lost.from_step) - Number(lost.step) > 1)
    return `took ${Number(lost.from_step) - Number(lost.step)} steps again`;
  const told = await toldToShrink(rank, Number(lost.step));
  if (report.weights_hash !== told)
    return "its weights are not those of a run told to shrink there";
  return undefined;
}

/** Hash of the weights of a run that is told to go on without a rank from a step on. */
async function toldToShrink(rank: number, step: number): Promise<string> {
  const flags = [`lose=${rank}`, `loseAt=${step}`, "epochs=20"];
  const report = await playRanks(
    RANKS,
    flags.flatMap((flag) => ["--set", flag]),
  );
  return report.weights_hash;
}

function numberIn(path: string): number | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return text.endsWith("\n") ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
