import { type ModelDescription, saveModelFolder } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { type LoadedModel, loadModel } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { preparedModel } from "../../_support/training/prepared_model.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";

/** Saves `model`, loads it, and runs `work` with it. */
export function withModel(
  model: tf.LayersModel,
  description: ModelDescription,
  work: (model: LoadedModel) => Promise<void>,
): Promise<void> {
  return withScratch(async (scratch) => {
    await saveModelFolder(model, scratch.path(""), description);
    await leavesNoTensorsAfter(async () => {
      const loaded = await loadModel(scratch.path(""), { backend: testBackend() });
      await work(loaded);
      await loaded.dispose();
    });
  });
}

/** The same with the network on penguins. */
export function withPenguins(work: (model: LoadedModel) => Promise<void>): Promise<void> {
  const { model, description } = preparedModel();
  return withModel(model, description, work);
}

/** y = w x + b, with w = (1, 10) and b = 100; b = 0 before a sigmoid. */
export function linear(activation: "linear" | "sigmoid" = "linear"): tf.LayersModel {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [2], activation })],
  });
  model.setWeights([tf.tensor2d([[1], [10]]), tf.tensor1d([activation === "linear" ? 100 : 0])]);
  return model;
}
