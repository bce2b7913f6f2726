import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isRunning } from "../../../core/runtime/mod.ts";
import { messageOf, TolariaError } from "../../../core/worker.ts";

/** Version of the folder's files: raised when a field is renamed, removed or changes its meaning. */
export const RUN_VERSION = 1;

/** What is known of a run at a glance: `run.json` in its folder. */
export interface RunRecord {
  readonly format: "tolaria-run";
  readonly version: number;
  /** Name of its folder. */
  readonly id: string;
  /** Unique name of the run, as in telemetry. */
  readonly run_id: string;
  /** Name of the job. */
  readonly name: string;
  /** ISO 8601. */
  readonly started_at: string;
  readonly ended_at?: string;
  /** `running`, or why it ended. */
  readonly status: string;
  /** The process that trains, and when it began, in the system's own count. */
  readonly pid: number;
  readonly process_start?: string;
  readonly host: string;
  /** Epochs to do, and those done. */
  readonly epochs: number;
  readonly epoch: number;
  /** Updates done. */
  readonly step: number;
  readonly steps_per_epoch: number;
  readonly parameter_count: number;
  readonly device: string;
  readonly providers: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Options that the job was started with. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly environment: Readonly<Record<string, string | number>>;
  /** Metrics of the last and of the best epoch: `loss`, `val_accuracy`. */
  readonly last?: Readonly<Record<string, number | null>>;
  readonly best?: Readonly<Record<string, number | null>>;
  readonly best_epoch?: number;
  readonly wall_s: number;
  readonly incidents: number;
  /** Events that are not in `events.jsonl`, as it is full. */
  readonly events_dropped: number;
  /** Where its spans are, if anywhere. */
  readonly telemetry?: string;
}

/** Reads the record of the run in `folder`; of one whose process is gone, as `killed`. */
export function readRunRecord(folder: string): RunRecord {
  const path = join(folder, "run.json");
  let record: RunRecord;
  try {
    record = JSON.parse(readFileSync(path, "utf8")) as RunRecord;
  } catch (error) {
    throw new TolariaError("data/corrupt", `${messageOf(error)}. Cannot read "${path}".`, {
      cause: error,
    });
  }
  check(path, record);
  return record.status === "running" && isGone(record) ? { ...record, status: "killed" } : record;
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
