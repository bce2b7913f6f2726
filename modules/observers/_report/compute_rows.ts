import type { ComputeEntry, ComputeReport } from "../../../core/mod.ts";
import { formatMultiplyAdds, formatPercent } from "../_format/mod.ts";

/** Formats the multiply-adds of a run, and by whom and in which passes they were. */
export function computeRows(
  compute: ComputeReport | undefined,
): readonly (readonly [label: string, text: string])[] {
  if (!compute) return [];
  const { total, entries } = compute;
  const share = (of: (entry: ComputeEntry) => number) =>
    formatPercent(entries.reduce((sum, entry) => sum + of(entry), 0) / total);
  const inSeeds = (entry: ComputeEntry) =>
    entry.generation === undefined
      ? 0
      : entry.forward + entry.backward + entry.validation + entry.trial;
  const parts = [
    `forward ${share(({ forward }) => forward)}`,
    `backward ${share(({ backward }) => backward)}`,
    `validation ${share(({ validation }) => validation)}`,
    ...(entries.some(({ trial }) => trial > 0) ? [`trials ${share(({ trial }) => trial)}`] : []),
    ...(entries.some(({ generation }) => generation !== undefined)
      ? [`for seeds ${share(inSeeds)}`]
      : []),
  ];
  return [["computed", `${formatMultiplyAdds(total)}: ${parts.join(", ")}`]];
}
