import type { ArenaLayout, Segment, SlotRole } from "../ports/optimizer.ts";
import type { TensorTransfer, TransferAction } from "../ports/reports/optimizer_change.ts";
import { resized } from "./resize.ts";
import { growthShare, startsAtMean } from "./slot_plan.ts";

// P = numbers in the parameter group

/** Transfer of one slot between layouts. */
export interface SlotTransfer {
  /** Name in the new optimizer. */
  readonly slot: string;
  readonly role: SlotRole;
  /** Name in the old one. */
  readonly from: string;
  /** Factor on the values. */
  readonly factor: number;
  /** Values of the old slot, [P] of the old layout. */
  readonly values: Float32Array;
  /** Whether a weight with another shape of the same size keeps its values. */
  readonly reshape: boolean;
  /** Values that new weights start with, [P] of the new layout. @default by the role */
  readonly starts?: Float32Array;
}

/** A slot in its new layout, with the transfer of each weight. */
export interface TransferredSlot {
  readonly values: Float32Array;
  readonly transfers: readonly TensorTransfer[];
}

/** Transfers a slot weight by weight, matched by name. */
export function transferSlot(
  slot: SlotTransfer,
  before: ReadonlyMap<string, Segment>,
  layout: ArenaLayout,
): TransferredSlot {
  const values = new Float32Array(layout.size);
  const missing: Segment[] = [];
  const transfers = layout.segments.map((segment): TensorTransfer => {
    const old = before.get(segment.name);
    const taken = old && takeOver(slot, old, segment);
    if (taken) {
      values.set(taken.values, segment.offset);
      const part = values.subarray(segment.offset, segment.offset + segment.size);
      return {
        ...lineOf(slot, segment),
        action: taken.action,
        normBefore: norm(partOf(slot.values, old)),
        normAfter: norm(part),
      };
    }
    missing.push(segment);
    return { ...lineOf(slot, segment), action: "initialized", normAfter: 0 };
  });
  return { values, transfers: transfers.map(started(slot, missing, values)) };
}

/** Starts new weights at the mean of the others if 0 would be too small. */
function started(slot: SlotTransfer, missing: readonly Segment[], values: Float32Array) {
  const mean = startsAtMean(slot.role) ? meanWithout(missing, values) : 0;
  const starts = new Map<string, number>();
  for (const segment of missing) {
    const { name, offset, size } = segment;
    const own = slot.starts && partOf(slot.starts, segment);
    if (own) values.set(own, offset);
    else values.fill(mean, offset, offset + size);
    starts.set(name, own ? norm(own) : Math.sqrt(size) * mean);
  }
  return (transfer: TensorTransfer): TensorTransfer => {
    const normAfter = starts.get(transfer.parameter);
    return normAfter === undefined ? transfer : { ...transfer, normAfter };
  };
}

function meanWithout(missing: readonly Segment[], values: Float32Array): number {
  const count = values.length - missing.reduce((sum, { size }) => sum + size, 0);
  if (missing.length === 0 || count === 0) return 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / count;
}

function takeOver(
  { values, factor, role, reshape }: SlotTransfer,
  old: Segment,
  now: Segment,
): { readonly values: Float32Array; readonly action: TransferAction } | undefined {
  const part = partOf(values, old);
  const scaled = factor === 1 ? part : scale(part, factor);
  if (sameShape(old.shape, now.shape)) {
    return { values: scaled, action: factor === 1 ? "carried" : "converted" };
  }
  if (reshape && old.size === now.size) return { values: scaled, action: "reshaped" };
  // The mean of an axis is no weight of the past.
  if (old.shape.length !== now.shape.length || role === "weights") return undefined;
  const grows = now.shape.some((length, axis) => length > (old.shape[axis] as number));
  return {
    values: resized(scaled, old.shape, now.shape, growthShare(role)),
    action: grows ? "grown" : "shrunk",
  };
}

function lineOf({ slot, from }: SlotTransfer, { name }: Segment) {
  return { parameter: name, slot, ...(from !== slot && { from }) };
}

/** Returns the part of `values` of one weight. */
export function partOf(values: Float32Array, { offset, size }: Segment): Float32Array {
  return values.subarray(offset, offset + size);
}

function scale(values: Float32Array, factor: number): Float32Array {
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = (values[i] as number) * factor;
  return scaled;
}

/** Euclidean norm, summed in float64. */
export function norm(values: Float32Array): number {
  let sum = 0;
  // Indexed: an iterator over a million numbers costs ten times the sum.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
