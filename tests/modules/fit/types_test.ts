import assert from "node:assert/strict";
import { test } from "node:test";
import * as data from "@tensorflow/tfjs-data";
import { tf } from "../../../deps.ts";
import { fit, fitDataset } from "../../../modules/mod.ts";

/** Compiles, and is not called. */
async function callsOf(model: tf.LayersModel, x: tf.Tensor): Promise<void> {
  const options: tf.ModelFitArgs = { epochs: 2, verbose: 1, validationData: [x, [x]] };
  await fit(model, x, x, options);
  await fit(model, { a: x }, [x], { callbacks: tf.callbacks.earlyStopping({}) });
  const hooks = { onEpochEnd: (epoch: number, logs?: tf.Logs) => console.log(epoch, logs?.loss) };
  await fit(model, x, x, { callbacks: [tf.callbacks.earlyStopping({}), hooks] });
  await fit(model, x, x, { callbacks: { onBatchEnd: (at, logs) => console.log(at, logs?.loss) } });
  await fit(model, x, x, { callbacks: new tf.CustomCallback({ onTrainEnd: () => {} }) });
  const dataset = data.array([1, 2]).batch(2);
  await fitDataset(model, dataset, { epochs: 1, validationData: dataset, batchesPerEpoch: 3 });
  // @ts-expect-error: tensors are trained on whole.
  await fit(model, x, x, { stepsPerEpoch: 3 });
  // @ts-expect-error: a dataset needs a number of epochs.
  await fitDataset(model, dataset, {});
}

test("fit() and fitDataset() take what model.fit and model.fitDataset take, as TypeScript sees it", () => {
  assert.equal(callsOf.length, 2);
});
