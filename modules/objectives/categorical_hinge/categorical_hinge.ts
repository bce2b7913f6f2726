import { OBJECTIVE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, type tf, z } from "../../../deps.ts";
import {
  type ClassLossOptions,
  ClassObjective,
  ClassWeightsSchema,
  meansOfRows,
} from "../_shared/mod.ts";

// R = rows, C = classes

const CategoricalHingeSchema = z.strictObject({
  ignore: z.int().optional(),
  classWeights: ClassWeightsSchema.optional(),
});

/**
 * Asks the score of the target's class to be 1 above every other: max(0, 1 + max_{c != y} s_c - s_y), mean over the rows.
 *
 * Scores below 0 of other classes count as 0, as in Keras: max(0, max_c((1 - y_c) s_c) - sum_c y_c s_c + 1). Targets are
 * class numbers (int32) or a number for each class (float32). Measures `accuracy` too.
 *
 * @see Crammer and Singer 2001; `keras.losses.CategoricalHinge`.
 */
export function categoricalHinge(options: ClassLossOptions = {}): ContainerModule {
  const { ignore, classWeights } = parseOptions(
    "make categoricalHinge",
    CategoricalHingeSchema,
    options,
  );
  const objective = new ClassObjective({
    name: "categorical-hinge",
    maker: "categoricalHinge",
    options,
    ...(ignore !== undefined && { ignore }),
    ...(classWeights && { classWeights }),
    ...meansOfRows(losses),
  });
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(objective);
  });
}

function losses(outputs_RC: tf.Tensor2D, targets_RC: tf.Tensor2D): tf.Tensor1D {
  const others_R = targets_RC.neg().add(1).mul(outputs_RC).max(-1);
  const own_R = targets_RC.mul(outputs_RC).sum(-1);
  return others_R.sub(own_R).add(1).relu();
}
