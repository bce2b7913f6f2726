import type { Optimizer, OptimizerState, SlotRole } from "../ports/optimizer.ts";

/** Where a slot of the new optimizer comes from. */
export interface SlotSource {
  /** Slot of the old optimizer. */
  readonly slot: string;
  /** What its numbers are multiplied by. */
  readonly factor: number;
}

/** How one optimizer's state becomes another's. */
export interface SlotPlan {
  /** Updates that the new state counts. */
  readonly count: number;
  readonly scalars: OptimizerState["scalars"];
  /** Sources by slot of the new optimizer; those without one start as they would in a new run. */
  readonly sources: ReadonlyMap<string, SlotSource>;
}

/** What slots of a role follow. Those that follow the same can be made of one another. */
const FOLLOWS: Readonly<Record<SlotRole, "gradient" | "square" | undefined>> = {
  mean: "gradient",
  momentum: "gradient",
  meanSquare: "square",
  squareSum: "square",
  step: undefined,
  opaque: undefined,
};

const NOTHING: Omit<SlotPlan, "scalars"> = { count: 0, sources: new Map() };

/**
 * Pairs the slots of two optimizers, of which the first has done `state.count` updates.
 *
 * A slot holds its gain times an estimate that has no bias: m of Adam is (1 - beta1^t) mhat, the buffer of SGD
 * is (1 - momentum^t) / (1 - momentum) mhat. So a slot is made of another that follows the same by
 * new = old gain_new(t) / gain_old(t), with the count carried, and goes on as if its optimizer had seen the
 * gradients of the run so far.
 *
 * Where a mean of squares finds no source the count starts from 0, and with it everything: at a late count a
 * second moment of nothing would be taken for a true one, and its steps be up to 1 / sqrt(1 - beta2) too long.
 *
 * @param fresh What the new optimizer's state is before its first update.
 */
export function planSlots(
  from: Optimizer,
  state: OptimizerState,
  to: Optimizer,
  fresh: OptimizerState,
): SlotPlan {
  const sameKind = from.name === to.name;
  // What an optimizer keeps besides its slots nobody else can tell.
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
  if (sameKind && candidates.some(([slot]) => slot === name)) return name;
  const follows = FOLLOWS[role];
  if (!follows) return undefined;
  const alike = candidates.find(([, spec]) => spec.role === role);
  return (alike ?? candidates.find(([, spec]) => FOLLOWS[spec.role] === follows))?.[0];
}

/** Share of the mean along an axis that its continuation starts at. */
export function growthShare(role: SlotRole): number {
  // A new weight has no direction yet: a sum of past steps would push it for as long as it remembers.
  return role === "momentum" || role === "step" ? 0.1 : 1;
}

/** Whether weights that are new to a late state start at the mean of the others, and not at nothing. */
export function startsAtMean(role: SlotRole): boolean {
  return FOLLOWS[role] === "square";
}
