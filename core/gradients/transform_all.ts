import type { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { GradientTransform } from "../ports/gradient_transform.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import { type ClipLimits, clip, clipOnDevice } from "./clip.ts";
import type { StepGradient } from "./gradient_rule.ts";
import type { RandomStreams } from "./gradients_part.ts";
import { transformGradients } from "./transform_gradients.ts";

/** What stands between the gradient of a step and the update. */
export interface TransformScope {
  readonly groups: ParameterGroups;
  readonly progress: { readonly step: number };
  readonly seeds: SeedTraining;
  readonly settings: ClipLimits;
  readonly services: { readonly transforms: readonly GradientTransform[] };
  readonly streams: Pick<RandomStreams, "transforms">;
}

/**
 * Sends the gradients of a step through the limits of the settings and the run's transforms: those of the groups that
 * train together at once, that of each seed that trains beside the host by itself. Groups whose gradient is not finite
 * are left out.
 *
 * @returns The gradient of each group; the caller's, unless it is that of the step.
 */
export function transformAll(
  scope: TransformScope,
  gradient: StepGradient,
): ReadonlyMap<ParameterGroup, tf.Tensor1D> {
  const { groups, progress, seeds, services, streams } = scope;
  const { gradients, norms } = gradient;
  const context = { step: progress.step, random: streams.transforms };
  const transformed = new Map<ParameterGroup, tf.Tensor1D>();
  const all = [...groups].map((group, index) => ({ group, index }));
  const finite = all.filter(
    ({ group, index }) => group.layout.size > 0 && Number.isFinite(norms[index]),
  );
  const alone = finite.filter(({ group }) => seeds.trainsAlone(group.name));
  const together = finite.filter((one) => !alone.includes(one));
  for (const part of [together, ...alone.map((one) => [one])]) {
    const given = part.map(({ group, index }) => ({
      group: group.name,
      layout: group.layout,
      gradients_P: clipGroup(scope, gradient, group, index),
      parameters_P: group.contents.parameters_P,
    }));
    const made = transformGradients(services.transforms, given, context);
    part.forEach(({ group, index }, at) => {
      const [before_P, after_P] = [given[at]?.gradients_P, made[at] as tf.Tensor1D];
      if (before_P !== after_P && before_P !== gradients[index]) before_P?.dispose();
      transformed.set(group, after_P);
    });
  }
  return transformed;
}

/** The gradient of a group within the limits of the settings; the caller's, unless it is that of the step. */
export function clipGroup(
  { seeds, settings }: Pick<TransformScope, "seeds" | "settings">,
  { gradients, norm, norms, deviceNorm }: StepGradient,
  { name }: ParameterGroup,
  index: number,
): tf.Tensor1D {
  if (deviceNorm) return clipOnDevice(gradients[index] as tf.Tensor1D, deviceNorm, settings);
  // A seed that trains beside the host is no part of its norm.
  const ownNorm = seeds.trainsAlone(name) ? (norms[index] as number) : norm;
  return clip(gradients[index] as tf.Tensor1D, ownNorm, settings);
}
