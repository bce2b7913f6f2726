import type { PreparedSeeds } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { isLiving } from "./lifecycle.ts";
import type { SlotContents } from "./slot_state.ts";
import type { NextSlot } from "./slots_slice.ts";

/** Contents and weights that a restore swaps in, or back. */
interface Exchange {
  readonly slots: readonly {
    readonly slotState: NextSlot["slotState"];
    readonly contents: SlotContents;
  }[];
  readonly weights: NextSlot["weights"];
}

/**
 * Makes a restore of slots whose networks are built.
 *
 * @param exchangeCommon Restores the state that slots share; returns its undo.
 */
export function restoreSeeds(
  next: readonly NextSlot[],
  exchangeCommon: () => () => void,
): PreparedSeeds {
  const to: Exchange = { slots: next, weights: next.flatMap(({ weights }) => weights) };
  let before: Exchange | undefined;
  let undoCommon = () => {};
  return {
    parameters: next.flatMap(({ contents: { stage, seed } }) =>
      isLiving(stage) ? (seed?.network.parameters ?? []) : [],
    ),
    commit: () => {
      before = currentOf(to);
      replace(to);
      undoCommon = exchangeCommon();
    },
    confirm: () => {},
    settle: () => {
      disposeWeights(to);
      if (!before) return;
      disposeWeights(before);
      disposeNetworks(before, to);
    },
    abort: () => {
      if (before) {
        undoCommon();
        replace(before);
        disposeWeights(before);
      }
      disposeWeights(to);
      for (const { built, contents } of next) if (built) disposeNetwork(contents);
    },
  };
}

/** Captures the current state of everything that `to` replaces. */
function currentOf({ slots, weights }: Exchange): Exchange {
  return {
    slots: slots.map(({ slotState }) => ({ slotState, contents: slotState.contents })),
    weights: weights.map(({ variable }) => ({
      variable,
      value: tf.keep((variable as tf.Tensor).reshape(variable.shape)),
    })),
  };
}

function replace({ slots, weights }: Exchange): void {
  for (const { slotState, contents } of slots) slotState.replace(contents);
  for (const { variable, value } of weights) variable.assign(value);
}

function disposeWeights({ weights }: Exchange): void {
  tf.dispose(weights.map(({ value }) => value));
}

/** Disposes the networks that are no longer used. */
function disposeNetworks(before: Exchange, now: Exchange): void {
  const used = new Set(now.slots.map(({ contents }) => contents.seed?.network));
  for (const { contents } of before.slots) {
    if (!used.has(contents.seed?.network)) disposeNetwork(contents);
  }
}

function disposeNetwork({ seed }: SlotContents): void {
  if (seed && !seed.network.isDisposed) seed.network.dispose();
}
