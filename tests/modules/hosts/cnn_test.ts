import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_BUILDER, type HostBuilder } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type CnnOptions, cnn } from "../../../modules/hosts/cnn/mod.ts";
import { conformsToHost } from "../../../testing/host.ts";

const SMALL: CnnOptions = { inputShape: [8, 8, 1], filters: [2, 3], units: 4, classes: 5 };

function builder(options: CnnOptions): HostBuilder {
  const container = new Container();
  container.load(cnn(options));
  return container.get(HOST_BUILDER);
}

conformsToHost(() => builder({ ...SMALL, batchNorm: true, dropout: 0.5 }));

test("cnn() trains kernels and biases of each block", () => {
  const host = builder(SMALL).build();
  assert.deepEqual(
    host.parameters.map(({ name, variable }) => [name, variable.shape]),
    [
      ["conv1/conv/kernel", [3, 3, 1, 2]],
      ["conv1/conv/bias", [2]],
      ["conv2/conv/kernel", [3, 3, 2, 3]],
      ["conv2/conv/bias", [3]],
      // Two poolings leave 2 x 2 positions of 3 channels.
      ["head/dense/kernel", [12, 4]],
      ["head/dense/bias", [4]],
      ["head/logits/kernel", [4, 5]],
      ["head/logits/bias", [5]],
    ],
  );
  host.dispose();
});

test("cnn() keeps buffers apart from what is trained when it normalizes", () => {
  const host = builder({ ...SMALL, batchNorm: true }).build();
  assert.deepEqual(
    host.buffers.map(({ name }) => name),
    [
      "conv1/norm/moving_mean",
      "conv1/norm/moving_variance",
      "conv2/norm/moving_mean",
      "conv2/norm/moving_variance",
    ],
  );
  host.dispose();
});

test("cnn() refuses more poolings than the image can take", () => {
  assert.throws(() => cnn({ ...SMALL, filters: [2, 2, 2, 2] }), {
    code: "options/invalid",
    message: /"filters" must be short enough that no image is halved away, but is \[2,2,2,2\]/,
  });
});

test("cnn() names an option that it does not know", () => {
  // @ts-expect-error: there is no such option
  assert.throws(() => cnn({ ...SMALL, kernels: 3 }), {
    message:
      'Unknown option "kernels"; known options: inputShape, filters, units, classes, batchNorm, dropout, slots. Cannot make cnn.',
  });
});
