import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scriptArguments } from "../../../core/mod.ts";
import type { JsonReport } from "../../../modules/mod.ts";
import { ROOT } from "../processes/run_child.ts";
import { launcherEnvironment, type TestedMpi } from "./mpis.ts";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** Something that goes wrong on a rank, at a number of updates or at a moment of its own. */
export interface RankFault {
  readonly rank: number;
  readonly step?: number;
  readonly in?: "start" | "rollback" | "checkpoint";
  readonly do: "kill" | "stop" | "spin" | "nan" | "throw";
}

/** How ranks are run. */
export interface RunRanksOptions {
  /** @default tests/fixtures/ranks/job.ts */
  readonly job?: string;
  /** Further arguments of `tolaria train`. */
  readonly args?: readonly string[];
  readonly faults?: readonly RankFault[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the launcher runs. */
  readonly onStart?: (launcher: ChildProcess) => void;
  /** Arguments of rank 1 alone, in the place of `args`. */
  readonly argsOfRank1?: readonly string[];
}

/** What a run on several ranks came to. */
export interface RanksRun {
  /** Exit code of the launcher. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Reports on stdout: one, if only rank 0 speaks. */
  readonly reports: readonly JsonReport[];
}

/** Trains a job on `count` ranks that a real launcher starts, on the runtime that the test runs on. */
export function runRanks(
  mpi: TestedMpi,
  count: number,
  options: RunRanksOptions = {},
): Promise<RanksRun> {
  const { job = "tests/fixtures/ranks/job.ts", args = [], argsOfRank1, env, onStart } = options;
  const program = [process.execPath, ...scriptArguments(), MAIN, "train", job, "--json", "--quiet"];
  const isOpenMpi = mpi.name.startsWith("Open MPI");
  const flags = [
    ...(mpi.hasUlfm ? ["--with-ft", "ulfm"] : []),
    ...(isOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : []),
  ];
  const ranks = argsOfRank1
    ? [
        ["-n", "1", ...program, ...args],
        ["-n", "1", ...program, ...argsOfRank1],
      ]
    : [["-n", String(count), ...program, ...args]];
  const line = [...flags, ...ranks.flatMap((one, at) => (at === 0 ? one : [":", ...one]))];
  return collect(
    spawn(mpi.launcher, line, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        ...launcherEnvironment(),
        NO_COLOR: "1",
        TOLARIA_BACKEND: "wasm",
        TOLARIA_RUNS: "",
        TOLARIA_MPI: mpi.folder,
        TOLARIA_TEST_FAULTS: JSON.stringify(options.faults ?? []),
        ...env,
      },
    }),
    onStart,
  );
}

function collect(launcher: ChildProcess, onStart: RunRanksOptions["onStart"]): Promise<RanksRun> {
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    launcher[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
      text[stream] += chunk;
    });
  }
  onStart?.(launcher);
  return new Promise((resolve, reject) => {
    launcher.on("error", reject);
    launcher.on("close", (code) => resolve({ code, ...text, reports: reportsIn(text.stdout) }));
  });
}

function reportsIn(stdout: string): readonly JsonReport[] {
  return stdout.split("\n").flatMap((line) => {
    const at = line.indexOf('{"version"');
    return at < 0 ? [] : [JSON.parse(line.slice(at)) as JsonReport];
  });
}
