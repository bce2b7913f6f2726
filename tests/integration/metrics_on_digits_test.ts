import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type PassReport } from "../../core/mod.ts";
import type { ContainerModule } from "../../deps.ts";
import {
  accuracy,
  adam,
  arrays,
  auc,
  confusionMatrix,
  constant,
  f1,
  mlp,
  perplexity,
} from "../../modules/mod.ts";
import { resolveProvider } from "../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../testing/_support/tensors.ts";
import { fewDigits } from "../_support/data/few_digits.ts";
import { trainerOf } from "../_support/training/training.ts";

/** Real digits, of which those of the validation are sorted by class, as many files are. */
async function sortedDigits(): Promise<ContainerModule> {
  const source = await resolveProvider(DATA_SOURCE, await fewDigits(600, 300));
  const { train, validation } = await source.open(0);
  const gathered = async (
    dataset = train,
    indices = Uint32Array.from({ length: dataset.size }, (_, i) => i),
  ) => {
    const { inputs, targets } = await dataset.gather(indices);
    return {
      inputs: { image: { values: inputs[0] as Float32Array, shape: [28, 28, 1] } },
      targets: { label: { values: targets[0] as Int32Array, classes: 10 } },
    };
  };
  const labels = (await gathered(validation)).targets.label.values;
  const order = Uint32Array.from(labels, (_, at) => at).sort(
    (a, b) => (labels[a] as number) - (labels[b] as number) || a - b,
  );
  return arrays({ ...(await gathered()), validation: await gathered(validation, order) });
}

/** The validation after an epoch, which is the same one each time. */
async function validationIn(validationBatchSize: number): Promise<PassReport> {
  await using trainer = trainerOf({
    host: mlp({ inputShape: [28, 28, 1], hidden: [16], classes: 10 }),
    data: await sortedDigits(),
    batchSize: 32,
    validationBatchSize,
    modules: [adam(), constant(5e-3), accuracy(), f1(), auc(), perplexity(), confusionMatrix()],
  });
  const { epochs } = await trainer.run({ epochs: 2, monitor: "val_f1" });
  return epochs.at(-1)?.validation as PassReport;
}

test("f1() of the sorted validation digits does not depend on the batch size", async () => {
  const whole = await validationIn(300);
  const { f1: score = 0, accuracy: right = 0, auc: area = 0 } = whole.metrics;
  assert.ok(score > 0.6 && right > 0.6 && area > 0.9, JSON.stringify(whole.metrics));
  for (const size of [7, 64, 256]) {
    const parts = await validationIn(size);
    assertClose([parts.metrics.f1 as number], [score], 1e-12, `f1 in batches of ${size}`);
    assert.deepEqual(parts.matrices, whole.matrices);
    assert.deepEqual(parts.perClass?.f1, whole.perClass?.f1);
    const others = ["accuracy", "auc", "perplexity"].map((name) => parts.metrics[name] as number);
    assertClose(others, [right, area, whole.metrics.perplexity as number], 1e-5);
  }
});

test("The mean of the F1 of batches of sorted digits is far from that of all", async () => {
  const { matrices, metrics } = await validationIn(300);
  const { counts = [] } = matrices?.confusion_matrix ?? {};
  // A batch of one class alone has a macro F1 over the classes that occur: 2 r / (n + r) of its own, 0 of the others.
  const ofBatches = counts.map((row, label) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    const own = row[label] as number;
    return (2 * own) / (all + own) / row.filter((count) => count > 0).length;
  });
  const mean = ofBatches.reduce((sum, value) => sum + value, 0) / ofBatches.length;
  assert.ok(mean < 0.5 * (metrics.f1 as number), `${mean}, of all ${metrics.f1}`);
});
