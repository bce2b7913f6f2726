import type { Optimizer, OptimizerState, SlotRole } from "../ports/optimizer.ts";

/** Source of a slot of the new optimizer. */
export interface SlotSource {
  /** Slot of the old optimizer. */
  readonly slot: string;
  /** Factor on its values. */
  readonly factor: number;
}

/** Plan that converts one optimizer's state to another's. */
export interface SlotPlan {
  /** Update count of the new state. */
  readonly count: number;
  readonly scalars: OptimizerState["scalars"];
  /** Sources by slot of the new optimizer; slots without one start as in a new run. */
  readonly sources: ReadonlyMap<string, SlotSource>;
}

/** Quantity that slots of a role estimate. Slots with the same quantity convert to each other. */
const FOLLOWS: Readonly<Record<SlotRole, "gradient" | "square" | "weights" | undefined>> = {
  mean: "gradient",
  momentum: "gradient",
  meanSquare: "square",
  squareSum: "square",
  step: undefined,
  weights: "weights",
  opaque: undefined,
};

const NOTHING: Omit<SlotPlan, "scalars"> = { count: 0, sources: new Map() };

/**
 * Pairs the slots of two optimizers, of which the first has done `state.count` updates.
 *
 * A slot holds its gain times an unbiased estimate: m of Adam is (1 - beta1^t) mhat, the buffer of SGD
 * is (1 - momentum^t) / (1 - momentum) mhat. So a slot converts to another of the same quantity by
 * new = old gain_new(t) / gain_old(t) with the same count, and continues as if its optimizer had seen the
 * gradients of the run so far.
 *
 * If a mean of squares has no source, the count and all slots start from 0: at a late count, an empty second
 * moment would count as a true one, and steps would be up to 1 / sqrt(1 - beta2) too long.
 *
 * @param fresh State of the new optimizer before its first update.
 */
export function planSlots(
  from: Optimizer,
  state: OptimizerState,
  to: Optimizer,
  fresh: OptimizerState,
): SlotPlan {
  const sameKind = from.name === to.name;
  // State besides the slots is private to an optimizer.
  const alone = Object.keys(fresh.scalars ?? {}).length > 0 && !sameKind;
  if (state.count === 0 || alone) return { ...NOTHING, scalars: fresh.scalars };
  const sources = new Map<string, SlotSource>();
  for (const [name, spec] of Object.entries(to.slots)) {
    const slot = sourceOf(name, spec.role, from, state, sameKind);
    if (slot === undefined) continue;
    const gain = from.slots[slot]?.gain(state.count) as number;
    const factor = FOLLOWS[spec.role] ? spec.gain(state.count) / gain : 1;
    sources.set(name, { slot, factor });
  }
  const restarts = Object.entries(to.slots).some(
    ([name, { role }]) => FOLLOWS[role] === "square" && !sources.has(name),
  );
  if (restarts) return { ...NOTHING, scalars: fresh.scalars };
  return { count: state.count, scalars: sameKind ? state.scalars : fresh.scalars, sources };
}

function sourceOf(
  name: string,
  role: SlotRole,
  from: Optimizer,
  state: OptimizerState,
  sameKind: boolean,
): string | undefined {
  const candidates = Object.entries(from.slots).filter(([slot]) => slot in state.slots);
  const byName = sameKind || role === "weights";
  if (
    byName &&
    candidates.some(([slot, spec]) => slot === name && (sameKind || spec.role === role))
  ) {
    return name;
  }
  if (role === "weights") return undefined;
  const follows = FOLLOWS[role];
  if (!follows) return undefined;
  const alike = candidates.find(([, spec]) => spec.role === role);
  return (alike ?? candidates.find(([, spec]) => FOLLOWS[spec.role] === follows))?.[0];
}

/** Share of the mean along an axis with which new entries start. */
export function growthShare(role: SlotRole): number {
  // A new weight has no direction yet; a sum of past steps would push it while it decays.
  return role === "momentum" || role === "step" ? 0.1 : 1;
}

/** Whether new weights of a late state start at the mean of the others instead of at 0. */
export function startsAtMean(role: SlotRole): boolean {
  return FOLLOWS[role] === "square";
}
