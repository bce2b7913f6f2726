import { basename } from "node:path";
import type { DataProgress } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatBytes, formatCount, formatPercent } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

const ACTIONS: Readonly<Record<DataProgress["action"], string>> = {
  index: "indexing",
  fit: "fitting columns to",
  check: "checking",
  encode: "encoding",
  extract: "computing",
};

/** Formats how far the opening of the data is: `indexing cars.csv  42.0 %  2.5 GB of 6.0 GB`. */
export function openingLine(
  { action, name, done, total, unit }: DataProgress,
  colors: Colors,
): string {
  const amount = (value: number) => (unit === "bytes" ? formatBytes(value) : formatCount(value));
  const units = unit === "bytes" ? "" : ` ${unit}`;
  const share = total > 0 ? done / total : 1;
  return [
    `${ACTIONS[action]} ${colors.bold(oneLine(basename(name.replaceAll('"', ""))))}`,
    formatPercent(share),
    `${amount(done)} of ${amount(total)}${units}`,
  ].join("  ");
}
