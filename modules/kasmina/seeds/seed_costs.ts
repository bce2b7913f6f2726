import type { BlockMultiplyAdds, SeedMultiplyAdds } from "../../../core/mod.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { ownExampleCount } from "./own_gradients.ts";
import type { SlotState } from "./slot_state.ts";

/** What the cost of a seed depends on. */
export interface CostScope {
  /** Multiply-adds of the host's blocks; empty if they are not known. */
  readonly blocks: readonly BlockMultiplyAdds[];
  /** Whether the gradient of each seed is taken by itself. */
  readonly parted: boolean;
  /** Share of a batch on which a local loss is measured. */
  readonly ownExamples: number;
}

/**
 * Counts what a seed adds to a step on `examples`.
 *
 * Beside the host: its own passes and, on the examples of its own loss, forward and backward through the blocks behind
 * its slot. Grafted: its own passes, and the backward pass of the blocks before its slot once more if its gradient is
 * taken by itself while its share is less than 1, so that gradients come to them around it, too. Frozen: no gradient of
 * its weights.
 */
export function seedCost(
  slotState: SlotState,
  scope: CostScope,
  examples: number,
): SeedMultiplyAdds | undefined {
  const { seed, slot, stage, generations: generation } = slotState;
  if (!seed || seed.network.isDisposed) return undefined;
  const [forward, backward] = slotState.learnsAlone
    ? aloneCost(slotState, scope, examples)
    : graftedCost(slotState, scope, examples);
  const { forward: validation } = seed.network.multiplyAdds;
  return {
    name: slot.name,
    generation,
    stage: SeedLifecycleStage[stage] as string,
    forward,
    backward,
    validation: slotState.alpha > 0 ? validation : 0,
  };
}

type Cost = readonly [forward: number, backward: number];

function aloneCost(
  { seed, slot }: SlotState,
  { blocks, ownExamples }: CostScope,
  examples: number,
): Cost {
  const count = ownExampleCount(examples, ownExamples);
  const behind = blocks.slice(slot.depth);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  // No gradient of its input is needed.
  const { forward = 0, backward = 0 } = seed?.network.multiplyAddsAlone ?? {};
  return [
    count * (forward + sum(behind.map((block) => block.forward))),
    count * (backward + sum(behind.map((block) => block.through))),
  ];
}

function graftedCost(slotState: SlotState, { blocks, parted }: CostScope, examples: number): Cost {
  const { seed, slot, alpha, isTask, grouped } = slotState;
  if (alpha === 0 || !seed) return [0, 0];
  const { forward, backward, through } = seed.network.multiplyAdds;
  const before = parted && isTask && alpha < 1 ? blocks.slice(0, slot.depth) : [];
  const again = before.reduce((sum, block) => sum + block.backward, 0);
  return [examples * forward, examples * ((grouped ? backward : through) + again)];
}
