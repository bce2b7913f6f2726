import { tf } from "../../deps.ts";
import type {
  GradientTransform,
  GroupGradient,
  TransformContext,
} from "../ports/gradient_transform.ts";

// P = numbers in a parameter group

/**
 * Sends gradients through the run's transforms, one after the other.
 *
 * @returns A gradient for each group, in their order: the caller's, unless it is the one that was passed.
 * @throws {RangeError} If a transform returns another number of gradients, or one of another size.
 */
export function transformGradients(
  transforms: readonly GradientTransform[],
  groups: readonly GroupGradient[],
  context: TransformContext,
): readonly tf.Tensor1D[] {
  if (groups.length === 0) return [];
  let transformed: readonly tf.Tensor1D[] = groups.map(({ gradients_P }) => gradients_P);
  tf.tidy(() => {
    for (const transform of transforms) {
      const given = groups.map((group, at) => ({
        ...group,
        gradients_P: transformed[at] as tf.Tensor1D,
      }));
      transformed = transform.transform(given, context);
      checkTransformed(transform, groups, transformed);
    }
    return transformed as tf.Tensor1D[];
  });
  return transformed;
}

function checkTransformed(
  { name }: GradientTransform,
  groups: readonly GroupGradient[],
  transformed: readonly tf.Tensor1D[],
): void {
  if (transformed.length !== groups.length) {
    throw new RangeError(
      `"transform" must return a gradient for each of ${groups.length} groups, but returned ${transformed.length}. Cannot train with "${name}".`,
    );
  }
  groups.forEach(({ group, gradients_P }, at) => {
    const { shape } = transformed[at] as tf.Tensor1D;
    if (shape.length === 1 && shape[0] === gradients_P.size) return;
    throw new RangeError(
      `"transform" must return [${gradients_P.size}] numbers for group "${group}", but returned [${shape.join(", ")}]. Cannot train with "${name}".`,
    );
  });
}
