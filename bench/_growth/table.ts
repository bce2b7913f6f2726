import type { Difference, Row } from "./statistics.ts";

/** Names of the rows as people read them. */
const ROWS: Readonly<Record<string, string>> = {
  static_small: "small",
  heuristic: "grown by the heuristic",
  grown: "grown",
  static_big: "big",
  full_big: "big, all of the steps",
};

const DIFFERENCES: Readonly<Record<string, string>> = {
  gain: "gain of the grown",
  below_static_big: "grown below big",
  below_full_big: "grown below big, all of the steps",
};

/** Writes a result as a table in Markdown. */
export function tableOf(result: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(ROWS).flatMap(([key, name]) => {
    const row = result[key] as (Row & { readonly rate?: number }) | undefined;
    if (!row) return [];
    const { mean, sd, flops, kept, rate } = row;
    const giga = (flops / 1e9).toFixed(1);
    return [
      `| ${name} | ${mean.toFixed(3)} ± ${sd.toFixed(3)} | ${giga} | ${rate ?? ""} | ${kept ?? ""} |`,
    ];
  });
  const differences = Object.entries(DIFFERENCES).flatMap(([key, name]) => {
    const found = result[key] as Difference | undefined;
    if (!found) return [];
    const { difference, standard_error, beyond_two } = found;
    const sure = beyond_two ? "beyond" : "within";
    return [`${name}: ${difference} ± ${standard_error} (standard error), ${sure} two of them`];
  });
  return [
    `${result.task}, ${result.seeds} seeds, ${result.unit}`,
    "",
    "| network | validation | billion multiply-adds | rate | seeds kept |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    ...differences,
    "",
  ].join("\n");
}
