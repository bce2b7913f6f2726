import { type GrownLayers, type SeedsSnapshot, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { isGrafted } from "./lifecycle.ts";
import type { SlotState } from "./slot_state.ts";

/** One part of a composition: slot, generation, share. */
const GRAFTED = /^(.+)\/(\d+) at (\S+)$/;

/** Takes a snapshot of the grafted seeds. It stays valid while the same seeds are grafted with the same shares. */
export function snapshotOf(slots: readonly SlotState[]): SeedsSnapshot {
  const held = new Map<string, tf.Tensor>();
  for (const { stage, seed } of slots) {
    if (!isGrafted(stage)) continue;
    for (const parameter of seed?.network.parameters ?? []) {
      const variable = parameter.variable as tf.Tensor;
      held.set(parameter.name, tf.keep(variable.reshape(variable.shape)));
    }
  }
  return heldSnapshot(slots, { composition: compositionOf(slots), weights: held });
}

/** Makes a snapshot of a composition and of tensors that it takes ownership of. */
export function heldSnapshot(
  slots: readonly SlotState[],
  { composition, weights }: Pick<SeedsSnapshot, "composition" | "weights">,
): SeedsSnapshot {
  return {
    composition,
    weights,
    grown: () => new Map(grownOf(slots, composition)),
    restore: () => {
      checkComposition(composition, compositionOf(slots));
      // Parameter groups restore the seeds that are trained.
      const frozen = slots.filter(({ grouped }) => !grouped);
      for (const parameter of frozen.flatMap(({ seed }) => seed?.network.parameters ?? [])) {
        const tensor = weights.get(parameter.name);
        if (tensor) parameter.variable.assign(tensor);
      }
    },
    dispose: () => tf.dispose([...weights.values()]),
  };
}

/** Lists the grafted seeds with their shares: `hidden1/1 at 0.5`. */
function compositionOf(slots: readonly SlotState[]): string {
  const grafted = slots.filter(({ stage }) => isGrafted(stage));
  const names = grafted.map(
    ({ slot, seed, alpha }) => `${slot.name}/${seed?.generation} at ${alpha}`,
  );
  return names.join(", ") || "none";
}

/** The seeds of a composition as layers, by slot. */
function grownOf(slots: readonly SlotState[], composition: string): [string, GrownLayers][] {
  const parts = composition === "none" ? [] : composition.split(", ");
  return parts.flatMap((part): [string, GrownLayers][] => {
    const [, slot = "", generation, alpha] = part.match(GRAFTED) ?? [];
    const share = Number(alpha);
    if (share === 0) return [];
    const slotState = slots.find((one) => one.slot.name === slot);
    const layers = slotState?.layersOf(Number(generation), share);
    if (layers) return [[slot, layers]];
    throw new TolariaError(
      "group/changed",
      `The seed in slot "${slot}" is gone since (${part}). Cannot build the network as it was.`,
    );
  });
}

function checkComposition(then: string, now: string): void {
  if (then === now) return;
  throw new TolariaError(
    "group/changed",
    `The grafted seeds must be those of the snapshot (${then}), but are ${now}. Cannot restore the network.`,
  );
}
