import { closeSync, fstatSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isRunning, openRegularFile } from "../../../core/runtime/mod.ts";
import { type ComputeEntry, messageOf, TolariaError } from "../../../core/worker.ts";

/** Version of the folder's files: raised when a field is renamed, removed or changes its meaning. */
export const RUN_VERSION = 1;

/** What is known of a run at a glance: `run.json` in its folder. */
export interface RunRecord {
  /** Tells it from other files called `run.json`. */
  readonly format: "tolaria-run";
  /** Version of the form of the folder's files. */
  readonly version: number;
  /** Name of its folder. */
  readonly id: string;
  /** Unique name of the run, as in telemetry. */
  readonly run_id: string;
  /** Name of the job. */
  readonly name: string;
  /** When it started, ISO 8601 in UTC. */
  readonly started_at: string;
  /** When it ended, likewise; omitted until then. */
  readonly ended_at?: string;
  /** `running`, or why it ended. */
  readonly status: string;
  /** Id of the process that trains. */
  readonly pid: number;
  /** When that process began, in the system's own count: tells it from a later one with the same id. */
  readonly process_start?: string;
  /** Name of the machine that trains. */
  readonly host: string;
  /** Epochs to do. */
  readonly epochs: number;
  /** Epochs done. */
  readonly epoch: number;
  /** Updates done. */
  readonly step: number;
  /** Updates in an epoch. */
  readonly steps_per_epoch: number;
  /** Numbers that are trained. */
  readonly parameter_count: number;
  /** What the kernels run on, for people. */
  readonly device: string;
  /** Names of the run's providers, role by role. */
  readonly providers: Readonly<Record<string, string>>;
  /** Every setting by a name with dots: `batchSize`, `policy.peak`. */
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Options that the job was started with. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** What the run was made with: version of Tolaria, runtime, system and processor. */
  readonly environment: Readonly<Record<string, string | number>>;
  /** Loss and metrics of the last epoch: `loss`, `val_accuracy`. */
  readonly last?: Readonly<Record<string, number | null>>;
  /** Those of the best epoch. */
  readonly best?: Readonly<Record<string, number | null>>;
  /** Multiply-adds so far; omitted if the network does not tell them. */
  readonly multiply_adds?: number;
  /** All of them by block or seed, stage and pass, once the run has ended. */
  readonly compute?: readonly ComputeEntry[];
  /** Number of the best epoch, from 1. */
  readonly best_epoch?: number;
  /** Time since the start of the run when the record was last written, s. */
  readonly wall_s: number;
  /** Incidents so far. */
  readonly incidents: number;
  /** Events that are not in `events.jsonl`, as it is full. */
  readonly events_dropped: number;
  /** Where its spans are, if anywhere. */
  readonly telemetry?: string;
  /** Whether an operator has paused it. */
  readonly paused?: boolean;
  /** Name of the `EmergencyLevel` in force; null if none is. */
  readonly emergency?: string | null;
  /** `conservative` while only essential work runs; else `normal`. */
  readonly mode?: string;
  /**
   * What it has been doing for more than a second, such as a long step; null if that is over, in which case the next thing
   * has just begun.
   */
  readonly doing?: {
    readonly what: "step" | "validation" | "boundary" | "waiting";
    /** The step that was begun last, from 1. */
    readonly step: number;
    /** Since when, ISO 8601 in UTC. */
    readonly since: string;
  } | null;
  /** Path of its profile, if it was profiled. */
  readonly profile?: string;
  /** Folder that its network is saved to. */
  readonly model?: string;
}

/** Reads the record of the run in `folder`; of one whose process is gone, as `killed`. */
export function readRunRecord(folder: string): RunRecord {
  const path = join(folder, "run.json");
  let record: RunRecord;
  try {
    record = JSON.parse(boundedText(path)) as RunRecord;
  } catch (error) {
    throw new TolariaError("data/corrupt", `${messageOf(error)}. Cannot read "${path}".`, {
      cause: error,
    });
  }
  check(path, record);
  return record.status === "running" && isGone(record) ? { ...record, status: "killed" } : record;
}

/** Bytes that a record may have: ours have some thousands. */
const MOST_BYTES = 4 << 20;

/** Reads a file that anybody may have put there: no pipe is waited for, no link followed, and none is read that is huge. */
function boundedText(path: string): string {
  const file = openRegularFile(path);
  try {
    const { size } = fstatSync(file);
    if (size > MOST_BYTES) throw new RangeError(`It has ${size} bytes, more than ${MOST_BYTES}`);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

const KINDS = {
  format: "string",
  version: "number",
  id: "string",
  run_id: "string",
  name: "string",
  started_at: "string",
  status: "string",
  pid: "number",
  host: "string",
  epochs: "number",
  epoch: "number",
  step: "number",
  config: "object",
  options: "object",
} as const satisfies Partial<Record<keyof RunRecord, string>>;

function check(path: string, record: RunRecord): void {
  const fault = faultOf(record);
  if (fault === undefined) return;
  throw new TolariaError("data/corrupt", `${fault}. Cannot read "${path}".`);
}

function faultOf(record: RunRecord): string | undefined {
  if (typeof record !== "object" || record?.format !== "tolaria-run") {
    return 'It has no "format": "tolaria-run"';
  }
  if (record.version > RUN_VERSION) {
    return `It has version ${record.version}, and this Tolaria reads up to ${RUN_VERSION}: update Tolaria`;
  }
  const wrong = Object.entries(KINDS).find(
    ([key, kind]) =>
      typeof record[key as keyof RunRecord] !== kind || record[key as keyof RunRecord] === null,
  );
  return wrong && `"${wrong[0]}" must be of type ${wrong[1]}`;
}

/** Whether the process that trains is no more, as far as this machine can tell. */
function isGone({ host, pid, process_start: start }: RunRecord): boolean {
  if (host !== hostname()) return false;
  if (start !== undefined && /^\d+$/.test(start)) return !isRunning(pid, BigInt(start));
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
