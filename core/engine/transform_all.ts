import type { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { StepGradient } from "../gradients/gradient_rule.ts";
import { transformGradients } from "../gradients/transform_gradients.ts";
import type { Session } from "./session.ts";

/** Makes the gradient of a group that transforms begin with: within the limits of the settings. */
export type ClipGroup = (group: ParameterGroup, index: number) => tf.Tensor1D;

/**
 * Sends the gradients of a step through the run's transforms: those of the groups that train together at once, that of
 * each seed that trains beside the host by itself. Groups whose gradient is not finite are left out.
 *
 * @returns The gradient of each group; the caller's, unless it is that of the step.
 */
export function transformAll(
  { groups, progress, seeds, services, streams }: Session,
  { gradients, norms }: StepGradient,
  clipGroup: ClipGroup,
): ReadonlyMap<ParameterGroup, tf.Tensor1D> {
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
      gradients_P: clipGroup(group, index),
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
