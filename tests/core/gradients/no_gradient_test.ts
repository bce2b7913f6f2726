import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_BUILDER, type Host } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  binaryCrossEntropy,
  categoricalHinge,
  constant,
  cosineSimilarity,
  focal,
  hinge,
  huber,
  kullbackLeibler,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poisson,
  softmaxCrossEntropy,
} from "../../../modules/mod.ts";
import { gradientDescent, trainerOf } from "../../_support/training/training.ts";

/** A network whose outputs depend on its inputs alone. */
function detached(): ContainerModule {
  const build = (): Host => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    return {
      name: "detached",
      inputShapes: [[3]],
      outputShapes: [[3]],
      outputActivations: [undefined],
      parameters: [{ name: "unused", variable }],
      buffers: [],
      forward: ([input]) => [(input as tf.Tensor).mul(2)],
      penalty: () => undefined,
      dispose: () => variable.dispose(),
    };
  };
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER).toConstantValue({ build });
  });
}

const OBJECTIVES = {
  binaryCrossEntropy,
  categoricalHinge,
  cosineSimilarity,
  focal,
  hinge,
  huber,
  kullbackLeibler,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poisson,
  softmaxCrossEntropy,
};

for (const [name, objective] of Object.entries(OBJECTIVES)) {
  test(`Trainer.run() fails in the first step when ${name}() has a gradient in no weight`, async () => {
    const values = [0.2, 0.5, 0.3, 0.1, 0.8, 0.1];
    await using trainer = trainerOf({
      host: detached(),
      data: arrays({
        inputs: { x: { values, shape: [3] } },
        targets: { y: { values, shape: [3] } },
      }),
      modules: [gradientDescent(), constant(0.1), objective()],
    });
    await assert.rejects(() => trainer.run({ epochs: 1 }), { code: "objective/no-gradient" });
  });
}
