import { countActions, type OptimizerChange } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Formats an optimizer change: one line for the change, one per slot. */
export function optimizerChangeLines(change: OptimizerChange): readonly string[] {
  const { kind, group, from, to, step, rateFactor, ignoredOptions } = change;
  const what = from === to ? oneLine(to) : `${oneLine(from)} to ${oneLine(to)}`;
  const rate = rateFactor === 1 ? "" : `, rate times ${rateFactor.toPrecision(3)}`;
  const ignored = ignoredOptions.length > 0 ? `, without ${ignoredOptions.join(", ")}` : "";
  const took = formatMs(change.prepareMs + change.commitMs);
  return [
    `${kind}  step ${formatCount(step)}, ${oneLine(group)}: ${what}${rate}${ignored}, ${took}`,
    ...slotLines(change).map((line) => `  ${line}`),
  ];
}

function slotLines({ transfers }: OptimizerChange): readonly string[] {
  const slots = new Map<string, OptimizerChange["transfers"][number][]>();
  for (const transfer of transfers) {
    const name = transfer.from ? `${transfer.from} to ${transfer.slot}` : transfer.slot;
    slots.set(name, [...(slots.get(name) ?? []), transfer]);
  }
  return [...slots].map(([name, parts]) => `${oneLine(name)}: ${countActions(parts)}`);
}
