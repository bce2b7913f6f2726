import type { RunRecord } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { table } from "../table.ts";
import { findRun } from "./find_run.ts";
import { multiplyAddsText } from "./multiply_adds.ts";
import type { ShowFlags } from "./show.ts";

/** Shows in what runs differ: settings, environment, metrics of their best epochs, and multiply-adds. */
export function compareRuns(names: readonly string[], { runs, json }: ShowFlags): number {
  const records = names.map((name) => findRun(runs, name).record);
  const settings = differences(records);
  const metrics = metricsOf(records);
  const multiply_adds = records.map((record) => record.multiply_adds ?? null);
  if (json) {
    const ids = records.map(({ id }) => id);
    process.stdout.write(`${JSON.stringify({ runs: ids, settings, metrics, multiply_adds })}\n`);
    return EXIT_CODES.done;
  }
  const head = ["", ...records.map(({ id }) => id)];
  const counted = records.map((record) => multiplyAddsText(record.multiply_adds));
  const ledger = counted.some((text) => text !== "-") ? [["multiply-adds", ...counted]] : [];
  const rows = Object.entries(settings).map(([name, values]) => [name, ...values]);
  const same = rows.length === 0 ? "All settings are the same.\n\n" : "";
  const numbers = Object.entries(metrics).map(([name, values]) => [
    name,
    ...values.map((value) => (value === null ? "-" : value.toPrecision(4))),
  ]);
  process.stdout.write(`${same}${table(head, [...rows, ...numbers, ...ledger])}\n`);
  return EXIT_CODES.done;
}

/** Settings whose values differ, by name; `-` for one that a run does not have. */
function differences(records: readonly RunRecord[]): Record<string, string[]> {
  const all = records.map(({ environment, config, options, status }) => ({
    ...environment,
    ...config,
    ...options,
    status,
  }));
  const names = [...new Set(all.flatMap((settings) => Object.keys(settings)))];
  const rows = names.map(
    (name) =>
      [
        name,
        all.map((settings) => String((settings as Record<string, unknown>)[name] ?? "-")),
      ] as const,
  );
  return Object.fromEntries(rows.filter(([, values]) => new Set(values).size > 1));
}

/** Metrics of the best epochs. */
function metricsOf(records: readonly RunRecord[]): Record<string, (number | null)[]> {
  const names = [...new Set(records.flatMap(({ best = {} }) => Object.keys(best)))];
  return Object.fromEntries(
    names.map((name) => [name, records.map(({ best = {} }) => best[name] ?? null)]),
  );
}
