import { countActions, type OptimizerChange } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** A change of optimizer in a report as JSON. */
export interface JsonOptimizerChange {
  readonly kind: OptimizerChange["kind"];
  readonly group: string;
  readonly from: string;
  readonly to: string;
  readonly step: number;
  readonly rate_factor: number;
  readonly prepare_ms: number;
  readonly commit_ms: number;
  /** Options of the group's own that the new optimizer does not have. */
  readonly ignored_options: readonly string[];
  /** What became of each weight's part of each slot; norms are null where there was or is nothing. */
  readonly transfers: readonly {
    readonly parameter: string;
    readonly slot: string;
    readonly from: string | null;
    readonly action: string;
    readonly norm_before: number | null;
    readonly norm_after: number | null;
  }[];
}

/** A change of optimizer as plain data. */
export function optimizerChangeToJson(change: OptimizerChange): JsonOptimizerChange {
  return {
    kind: change.kind,
    group: change.group,
    from: change.from,
    to: change.to,
    step: change.step,
    rate_factor: change.rateFactor,
    prepare_ms: change.prepareMs,
    commit_ms: change.commitMs,
    ignored_options: change.ignoredOptions,
    transfers: change.transfers.map((transfer) => ({
      parameter: transfer.parameter,
      slot: transfer.slot,
      from: transfer.from ?? null,
      action: transfer.action,
      norm_before: finite(transfer.normBefore),
      norm_after: finite(transfer.normAfter),
    })),
  };
}

/** A change of optimizer in a few lines: what it was, then what became of each slot. */
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

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
