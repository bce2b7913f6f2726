import { tf } from "../../deps.ts";
import { share } from "../arena/layout.ts";
import type { GroupContents } from "../arena/parameter_group.ts";
import type { ArenaLayout, Optimizer, OptimizerState, SlotSpec } from "../ports/optimizer.ts";
import type { TensorTransfer } from "../ports/reports/optimizer_change.ts";
import { planSlots, type SlotPlan, type SlotSource } from "./slot_plan.ts";
import { norm, partOf, transferSlot } from "./transfer_slot.ts";

/** Target of a transfer. */
export interface TransferRequest {
  readonly from: GroupContents;
  readonly optimizer: Optimizer;
  readonly layout: ArenaLayout;
  /** The weights in that layout, which stay the caller's. */
  readonly parameters_P: tf.Tensor1D;
  /** Whether to discard the old state. */
  readonly reset: boolean;
  /** Whether a weight with another shape of the same size keeps its values. */
  readonly reshape: boolean;
}

/** State for the new optimizer and layout; the caller owns its tensors. */
export interface TransferredState {
  readonly state: OptimizerState;
  readonly transfers: readonly TensorTransfer[];
}

/** Converts the old optimizer's state, which stays unchanged, for the new one. Leaks no tensor if it fails. */
export function transferState(request: TransferRequest): TransferredState {
  const { from, optimizer, layout, parameters_P, reset } = request;
  const fresh = optimizer.init(layout, parameters_P);
  const made: Record<string, tf.Tensor1D> = {};
  try {
    const plan: SlotPlan = reset
      ? { count: 0, scalars: fresh.scalars, sources: new Map() }
      : planSlots(from.optimizer, from.state, optimizer, fresh);
    const transfers: TensorTransfer[] = [];
    for (const [slot, spec] of Object.entries(optimizer.slots)) {
      const source = plan.sources.get(slot);
      if (source) transfers.push(...fillSlot(slot, spec, source, request, made));
      else transfers.push(...startSlot(slot, plan, fresh, layout, made));
    }
    for (const [slot, tensor] of Object.entries(fresh.slots)) if (slot in made) tensor.dispose();
    transfers.push(...dropped(request, plan));
    const { count, scalars } = plan;
    const state = {
      ...fresh,
      count,
      ...(scalars && { scalars }),
      slots: { ...fresh.slots, ...made },
    };
    return { state, transfers };
  } catch (error) {
    tf.dispose([fresh.slots, fresh.constants, made] as tf.TensorContainer);
    throw error;
  }
}

/** Converts a slot of the old optimizer to one of the new. */
function fillSlot(
  slot: string,
  { role }: SlotSpec,
  { slot: from, factor }: SlotSource,
  { from: { state, layout: before }, layout, parameters_P, reshape }: TransferRequest,
  made: Record<string, tf.Tensor1D>,
): readonly TensorTransfer[] {
  const tensor = state.slots[from] as tf.Tensor1D;
  const values = tensor.dataSync<"float32">();
  const segments = new Map(before.segments.map((segment) => [segment.name, segment]));
  // Weights of the past start as those of now.
  const starts = role === "weights" ? parameters_P.dataSync<"float32">() : undefined;
  const transfer = { slot, role, from, factor, values, reshape, ...(starts && { starts }) };
  const moved = transferSlot(transfer, segments, layout);
  // The same values in the same layout need no copy.
  const same = before === layout && factor === 1;
  made[slot] = same ? share(tensor) : tf.tensor1d(moved.values);
  return moved.transfers;
}

/** Starts a slot of the new optimizer as in a new run. */
function startSlot(
  slot: string,
  { count }: SlotPlan,
  fresh: OptimizerState,
  layout: ArenaLayout,
  made: Record<string, tf.Tensor1D>,
): readonly TensorTransfer[] {
  if (!(slot in fresh.slots)) {
    // Some optimizers create their slots in the first update, which this state is past.
    if (count === 0) return [];
    made[slot] = tf.zeros([layout.size]);
  }
  const values = (fresh.slots[slot] ?? (made[slot] as tf.Tensor1D)).dataSync<"float32">();
  return layout.segments.map((segment) => ({
    parameter: segment.name,
    slot,
    action: "initialized",
    normAfter: norm(partOf(values, segment)),
  }));
}

/** Lists what is dropped: slots, and the parts of removed weights. */
function dropped({ from, layout }: TransferRequest, plan: SlotPlan): readonly TensorTransfer[] {
  const used = new Set([...plan.sources.values()].map(({ slot }) => slot));
  const kept = new Set(layout.segments.map(({ name }) => name));
  return Object.entries(from.state.slots).flatMap(([slot, tensor]) => {
    const gone = from.layout.segments.filter(({ name }) => !used.has(slot) || !kept.has(name));
    if (gone.length === 0) return [];
    const values = tensor.dataSync<"float32">();
    return gone.map((segment): TensorTransfer => {
      const normBefore = norm(partOf(values, segment));
      return { parameter: segment.name, slot, action: "dropped", normBefore };
    });
  });
}
