import { type SeedsSnapshot, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { isGrafted } from "./lifecycle.ts";
import type { Plot } from "./plot.ts";

/** What the seeds in `plots` are now, for as long as the same ones are grafted in with the same shares. */
export function snapshotOf(plots: readonly Plot[]): SeedsSnapshot {
  const held = new Map<string, tf.Tensor>();
  for (const { stage, seed } of plots) {
    if (!isGrafted(stage)) continue;
    for (const parameter of seed?.network.parameters ?? []) {
      const variable = parameter.variable as tf.Tensor;
      held.set(parameter.name, tf.keep(variable.reshape(variable.shape)));
    }
  }
  return heldSnapshot(plots, { composition: compositionOf(plots), weights: held });
}

/** A snapshot of a composition and weights that are held already, which it takes over. */
export function heldSnapshot(
  plots: readonly Plot[],
  { composition, weights }: Pick<SeedsSnapshot, "composition" | "weights">,
): SeedsSnapshot {
  return {
    composition,
    weights,
    restore: () => {
      checkComposition(composition, compositionOf(plots));
      // Those that are trained are their parameter group's to put back.
      const frozen = plots.filter(({ grouped }) => !grouped);
      for (const parameter of frozen.flatMap(({ seed }) => seed?.network.parameters ?? [])) {
        const tensor = weights.get(parameter.name);
        if (tensor) parameter.variable.assign(tensor);
      }
    },
    dispose: () => tf.dispose([...weights.values()]),
  };
}

/** The seeds that the network computes with, and their shares: `hidden1/1 at 0.5`. */
function compositionOf(plots: readonly Plot[]): string {
  const grafted = plots.filter(({ stage }) => isGrafted(stage));
  const names = grafted.map(
    ({ slot, seed, alpha }) => `${slot.name}/${seed?.generation} at ${alpha}`,
  );
  return names.join(", ") || "none";
}

function checkComposition(then: string, now: string): void {
  if (then === now) return;
  throw new TolariaError(
    "group/changed",
    `The grafted seeds must be those of the snapshot (${then}), but are ${now}. Cannot restore the network.`,
  );
}
