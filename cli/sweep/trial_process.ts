import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scriptArguments } from "../../core/mod.ts";
import { listRuns, type RunRecord } from "../../modules/mod.ts";
import { identityOf, isAlive, type ProcessIdentity, signal } from "./process_identity.ts";
import type { Trial } from "./sweep_file.ts";

/** How a process ended. */
export interface TrialEnd {
  /** Null if a signal killed it. */
  readonly code: number | null;
  /** The last line that it wrote to stderr. */
  readonly lastLine: string;
}

/** What is kept of a process's stderr, characters. */
const KEPT = 4_096;

/** How often a process that an earlier sweep started is looked at, ms. */
const POLL_MS = 200;

/** A process that trains a trial. */
export interface TrialProcess {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<TrialEnd>;
  kill(name: NodeJS.Signals): void;
}

/** Starts `tolaria train` with these arguments. */
export function startTraining(args: readonly string[]): TrialProcess {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const child = spawn(process.execPath, [...scriptArguments(), main, "train", ...args], {
    // Of its own group: a terminal sends Ctrl-C to a whole group, and the sweep passes it on, once.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const identity = identityOf(child.pid ?? 0);
  // Not by child.kill(): Deno's sends one signal only, and then takes the child for killed by it.
  return { identity, ended: endOf(child), kill: (name) => void signal(identity.pid, name) };
}

function endOf(child: ChildProcess): Promise<TrialEnd> {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-KEPT);
  });
  return new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ code: null, lastLine: message }));
    child.on("close", (code) => {
      resolve({ code, lastLine: text.trim().split("\n").at(-1) ?? "" });
    });
  });
}

/** The run that the trial's process recorded, if it came that far. */
export function findTrialRun(
  runs: string,
  { process: trained, started_ms: startedMs = 0 }: Trial,
): RunRecord | undefined {
  const records = listRuns(runs).flatMap((run) => ("record" in run ? [run.record] : []));
  return records.find(
    (record) => record.pid === trained?.pid && Date.parse(record.started_at) >= startedMs,
  );
}

/** The process of a trial that an earlier sweep started and did not see the end of; undefined if it is gone. */
export function adoptTraining({ process: left }: Trial): TrialProcess | undefined {
  if (!left || !isAlive(left)) return undefined;
  return { identity: left, ended: whileAlive(left), kill: (name) => void signal(left.pid, name) };
}

async function whileAlive(left: ProcessIdentity): Promise<TrialEnd> {
  while (isAlive(left)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  return { code: null, lastLine: "" };
}
