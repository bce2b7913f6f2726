import { type FoundRun, listRuns, type RunRecord } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { table } from "../table.ts";
import { higherIsBetter } from "./higher_is_better.ts";

/** Options of `runs list`. */
export interface ListFlags {
  readonly runs: string;
  readonly status?: string;
  readonly job?: string;
  /** Metric to sort by, the best first: `val_accuracy`. */
  readonly sort?: string;
  readonly json?: boolean;
}

/** Lists the runs in a directory. */
export function listRecordedRuns({ runs, status, job, sort, json }: ListFlags): number {
  const found = listRuns(runs);
  const records = found.flatMap((run) => ("record" in run ? [run.record] : []));
  const chosen = records.filter(
    (record) =>
      (status === undefined || record.status === status) &&
      (job === undefined || record.name.includes(job)),
  );
  const sorted = sort === undefined ? chosen : sortBy(chosen, sort);
  warn(found);
  if (json) process.stdout.write(`${JSON.stringify(sorted)}\n`);
  else if (sorted.length === 0) process.stdout.write(`no runs in ${runs}\n`);
  else {
    const metric = sort ?? "val_loss";
    const head = ["run", "status", "epochs", "took", "best epoch", metric];
    process.stdout.write(
      `${table(
        head,
        sorted.map((record) => rowOf(record, metric)),
      )}\n`,
    );
  }
  return EXIT_CODES.done;
}

/** Sorts by a metric of the best epoch; runs without it come last. */
function sortBy(records: readonly RunRecord[], metric: string): readonly RunRecord[] {
  const sign = higherIsBetter(metric) ? -1 : 1;
  const value = ({ best }: RunRecord) => {
    const found = best?.[metric];
    return typeof found === "number" ? sign * found : Number.POSITIVE_INFINITY;
  };
  return [...records].sort((a, b) => value(a) - value(b));
}

function rowOf(record: RunRecord, metric: string): string[] {
  const value = record.best?.[metric];
  return [
    record.id,
    record.status,
    `${record.epoch}/${record.epochs}`,
    `${record.wall_s.toFixed(1)} s`,
    record.best_epoch === undefined ? "-" : String(record.best_epoch),
    typeof value === "number" ? value.toPrecision(4) : "-",
  ];
}

/** Names folders that cannot be read; the others are shown all the same. */
function warn(runs: readonly FoundRun[]): void {
  for (const run of runs) {
    if ("fault" in run) process.stderr.write(`${run.fault}\n`);
  }
}
