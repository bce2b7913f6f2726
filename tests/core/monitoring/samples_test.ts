import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExampleSample, ValueSample } from "../../../core/mod.ts";
import { sampleValues } from "../../../core/monitoring/sample_values.ts";
import { tf } from "../../../deps.ts";
import { constant, mlp } from "../../../modules/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { fewImages } from "../../_support/data/few_images.ts";
import {
  gradientDescent,
  trainerOf,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

test("sampleValues() takes at most 1,024 numbers of a weight, at even distances", () => {
  leavesNoTensors(() => {
    const size = 4_096;
    const values_P = tf.range(0, size + 2) as tf.Tensor1D;
    const segments = [
      { name: "large", shape: [size], offset: 0, size },
      { name: "small", shape: [2], offset: size, size: 2 },
    ];
    const group = { layout: { segments }, contents: { parameters_P: values_P } };
    const gradients_P = values_P.neg() as tf.Tensor1D;
    const sample = sampleValues(1, [group as never], [gradients_P]).read();
    assert.deepEqual(sample.tensors, [
      { name: "large", size, count: 1_024 },
      { name: "small", size: 2, count: 2 },
    ]);
    // Every fourth number of the large one, and all of the small one.
    const expected = [...Array.from({ length: 1_024 }, (_, i) => 4 * i), size, size + 1];
    assert.deepEqual([...sample.weights], expected);
    assert.deepEqual(
      [...sample.gradients].map((value) => 0 - value),
      expected,
    );
    tf.dispose([values_P, gradients_P]);
  });
});

test("RunObserver.onValues() gets weights before a step and the gradients of it", async () => {
  const samples: ValueSample[] = [];
  const gradients: number[][] = [];
  const observer = {
    samples: { valuesEvery: 2 },
    onValues: (sample: ValueSample) => samples.push(sample),
  };
  const trainer = trainerOf({
    modules: [gradientDescent(gradients), constant(0.1), watching(observer)],
  });
  const before = Object.values(weightsOf(await trainer.host())).flat();
  await trainer.run({ epochs: 1 });
  await trainer.dispose();
  // Five steps: the first, the third and the fifth.
  assert.deepEqual(
    samples.map(({ step }) => step),
    [1, 3, 5],
  );
  assert.deepEqual([...(samples[0]?.weights ?? [])], before);
  for (const { step, gradients: sampled } of samples) {
    assert.deepEqual([...sampled], gradients[step - 1]);
  }
});

test("RunObserver.onExamples() gets the first examples of each validation, with outputs", async () => {
  const samples: ExampleSample[] = [];
  const observer = {
    samples: { examples: 3 },
    onExamples: (sample: ExampleSample) => samples.push(sample),
  };
  const trainer = trainerOf({
    host: mlp({ inputShape: [12, 12, 1], hidden: [5], classes: 10 }),
    data: fewImages(12, 6),
    modules: [gradientDescent(), constant(0.1), watching(observer)],
  });
  await trainer.run({ epochs: 2 });
  await trainer.dispose();
  assert.deepEqual(
    samples.map(({ step, size }) => [step, size]),
    [
      [3, 3],
      [6, 3],
    ],
  );
  const [sample] = samples;
  assert.deepEqual(sample?.input.shape, [12, 12, 1]);
  assert.equal(sample?.input.values.length, 3 * 144);
  assert.deepEqual([...(sample?.target?.values ?? [])], [0, 1, 2]);
  assert.equal(sample?.output.values.length, 3 * 10);
  assert.equal(sample?.classes, 10);
});

test("samples change nothing of a run", async () => {
  const hashOf = async (wanted: object) => {
    const trainer = trainerOf({
      modules: [gradientDescent(), constant(0.1), watching({ samples: wanted })],
    });
    const { weightsHash } = await trainer.run({ epochs: 2 });
    await trainer.dispose();
    return weightsHash;
  };
  assert.equal(await hashOf({ valuesEvery: 1, examples: 4 }), await hashOf({}));
});
