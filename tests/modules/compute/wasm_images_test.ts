import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import { cpu } from "../../../modules/compute/cpu/mod.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";

/** Runs `work` on a backend. */
async function on<T extends tf.TensorContainer>(
  backend: ContainerModule,
  work: () => T,
): Promise<T> {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(backend);
  await container.get(COMPUTE_BACKEND).start();
  try {
    return await leavesNoTensors(() => tf.tidy(work));
  } finally {
    await container.unbindAllAsync();
  }
}

/** What is computed from images, and its gradients: enough of them that threads share the work. */
interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const pooled = (name: string, size: number, strides: number, pad: "same" | "valid"): Case => ({
  name: `${name} of ${size} by ${strides}, ${pad}`,
  shapes: [[5, 31, 33, 19]],
  compute: (x) =>
    (name === "a max pool" ? tf.maxPool : tf.avgPool)(x as tf.Tensor4D, size, strides, pad),
});

const CASES: readonly Case[] = [
  pooled("a max pool", 2, 2, "valid"),
  pooled("a max pool", 3, 2, "same"),
  pooled("an average pool", 2, 2, "valid"),
  pooled("an average pool", 3, 1, "same"),
];

/** The result and its gradients in all inputs, by a slope that differs from place to place. */
function computed({ shapes, compute }: Case): number[][] {
  const inputs = shapes.map((shape, at) => tf.randomUniform([...shape], -1, 1, "float32", at + 1));
  const y = compute(...inputs);
  const dy = tf.randomUniform(y.shape, -1, 1, "float32", 9);
  return [y, ...tf.grads(compute)(inputs, dy)].map((tensor) => [...tensor.dataSync()]);
}

for (const each of CASES) {
  test(`wasm() computes ${each.name} as cpu does, with any number of threads`, async () => {
    const expected = await on(cpu(), () => computed(each));
    const one = await on(wasm({ threads: 1 }), () => computed(each));
    for (const [at, numbers] of one.entries()) {
      assertClose(numbers, expected[at] as number[], 1e-4, `${each.name}, tensor ${at}`);
    }
    for (const threads of [2, 3]) {
      assert.deepEqual(await on(wasm({ threads }), () => computed(each)), one);
    }
  });
}
