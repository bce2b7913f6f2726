import type { RunRecord } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { table } from "../table.ts";
import { findRun } from "./find_run.ts";
import { multiplyAddsText } from "./multiply_adds.ts";

/** Options of `runs show`. */
export interface ShowFlags {
  readonly runs: string;
  readonly json?: boolean;
}

/** Shows what is known of a run. */
export function showRun(name: string, { runs, json }: ShowFlags): number {
  const { folder, record } = findRun(runs, name);
  if (json) {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return EXIT_CODES.done;
  }
  const rows = [
    ["folder", folder],
    ["started", record.started_at],
    ["status", record.status],
    ["epochs", `${record.epoch} of ${record.epochs}, ${record.step} steps`],
    ["took", `${record.wall_s.toFixed(1)} s`],
    ["network", `${record.providers.host ?? "-"}, ${record.parameter_count} parameters`],
    ["device", record.device],
    ["incidents", String(record.incidents)],
    ...(record.multiply_adds === undefined
      ? []
      : [["multiply-adds", multiplyAddsText(record.multiply_adds)]]),
    ...(record.telemetry === undefined ? [] : [["spans", record.telemetry]]),
  ];
  process.stdout.write(`${record.id}\n${table(["", ""], rows).trimStart()}\n`);
  const tables = [metricsTable(record), ...ledgerTable(record), settingsTable(record)];
  process.stdout.write(`\n${tables.join("\n\n")}\n`);
  return EXIT_CODES.done;
}

function metricsTable({ last = {}, best = {}, best_epoch }: RunRecord): string {
  const names = [...new Set([...Object.keys(last), ...Object.keys(best)])];
  const text = (value: number | null | undefined) =>
    typeof value === "number" ? value.toPrecision(4) : "-";
  return table(
    ["metric", "last epoch", `best epoch${best_epoch === undefined ? "" : ` (${best_epoch})`}`],
    names.map((name) => [name, text(last[name]), text(best[name])]),
  );
}

/** Multiply-adds by block or seed, stage and pass; none if the run has not ended or counted none. */
function ledgerTable({ compute = [] }: RunRecord): readonly string[] {
  if (compute.length === 0) return [];
  const count = (value: number) => (value === 0 ? "-" : value.toPrecision(3));
  const rows = compute.map(({ name, generation = 1, stage, forward, backward, validation }) => [
    generation === 1 ? name : `${name}, seed ${generation} there`,
    stage.replace("SEED_STAGE_", "").toLowerCase(),
    ...[forward, backward, validation].map(count),
  ]);
  return [table(["multiply-adds of", "stage", "forward", "backward", "validation"], rows)];
}

function settingsTable({ options, config, environment }: RunRecord): string {
  return table(
    ["setting", "value"],
    Object.entries({ ...environment, ...config, ...options }).map(([name, value]) => [
      name,
      String(value),
    ]),
  );
}
