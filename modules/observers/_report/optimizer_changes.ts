import { countActions, type OptimizerChange, type TransferAction } from "../../../core/mod.ts";
import { formatCount, formatMs } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** A change of optimizer in a report as JSON. */
export interface JsonOptimizerChange {
  /** What was changed. */
  readonly kind: OptimizerChange["kind"];
  /** Group in which it was. */
  readonly group: string;
  /** Optimizer before. */
  readonly from: string;
  /** Optimizer after. */
  readonly to: string;
  /** Updates done before it. */
  readonly step: number;
  /** What the group's rate was multiplied by. */
  readonly rate_factor: number;
  /** How long it took to build and check, milliseconds. */
  readonly prepare_ms: number;
  /** How long it took to exchange, milliseconds. */
  readonly commit_ms: number;
  /** Options of the group's own that the new optimizer does not have. */
  readonly ignored_options: readonly string[];
  /** What became of each weight's part of each slot. */
  readonly transfers: readonly JsonTransfer[];
}

/** What became of one weight's part of one slot. */
export interface JsonTransfer {
  /** Name of the weight. */
  readonly parameter: string;
  /** Slot that it is in now; where it was dropped, the one that it was in. */
  readonly slot: string;
  /** Slot that it came from, where that is another. */
  readonly from: string | null;
  /** What was done with it. */
  readonly action: TransferAction;
  /** Euclidean norm before; null if there was nothing. */
  readonly norm_before: number | null;
  /** Euclidean norm after; null if it was dropped. */
  readonly norm_after: number | null;
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
