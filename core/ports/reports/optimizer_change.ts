/** What became of one weight's part of one slot. */
export type TransferAction =
  /** The same numbers. */
  | "carried"
  /** Scaled to what the new optimizer's slot means. */
  | "converted"
  /** Cut or continued along axes of another length. */
  | "grown"
  | "shrunk"
  /** The same numbers in another shape. */
  | "reshaped"
  /** There was nothing to take over. */
  | "initialized"
  /** Nothing takes it over. */
  | "dropped";

/** One line of a transfer's report. */
export interface TensorTransfer {
  /** Name of the weight. */
  readonly parameter: string;
  /** Slot that it is in now; where it was dropped, the one that it was in. */
  readonly slot: string;
  /** Slot that it came from, where that is another. */
  readonly from?: string;
  /** What was done with it. */
  readonly action: TransferAction;
  /** Euclidean norm before; undefined if there was nothing. */
  readonly normBefore?: number;
  /** Euclidean norm after; undefined if it was dropped. */
  readonly normAfter?: number;
}

/** One change of one group's optimizer or weights, as it was committed. */
export interface OptimizerChange {
  /** Another optimizer, other options, other weights, or a group that came or went. */
  readonly kind: "swap" | "options" | "layout" | "group-added" | "group-dropped";
  /** Group in which it was. */
  readonly group: string;
  /** Optimizer before. */
  readonly from: string;
  /** Optimizer after. */
  readonly to: string;
  /** Updates done before it. */
  readonly step: number;
  /** What the group's rate was multiplied by, so that steps stay as effective as they were; 1 for nothing. */
  readonly rateFactor: number;
  /** Options of the group's own that the new optimizer does not have. */
  readonly ignoredOptions: readonly string[];
  /** What became of each weight's part of each slot. */
  readonly transfers: readonly TensorTransfer[];
  /** How long it took to build and check, in milliseconds. */
  readonly prepareMs: number;
  /** How long it took to exchange. */
  readonly commitMs: number;
}

/** How many parts were carried, converted and so on: `2 carried, 4 dropped`. */
export function countActions(transfers: readonly TensorTransfer[]): string {
  const counts = new Map<TransferAction, number>();
  for (const { action } of transfers) counts.set(action, (counts.get(action) ?? 0) + 1);
  const parts = [...counts].map(([action, count]) => `${count} ${action}`);
  return parts.length > 0 ? parts.join(", ") : "nothing to carry";
}
