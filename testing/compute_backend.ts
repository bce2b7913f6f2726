import assert from "node:assert/strict";
import { after, before } from "node:test";
import { COMPUTE_BACKEND, type ComputeBackend } from "../core/mod.ts";
import { Container, tf } from "../deps.ts";
import { cpu } from "../modules/mod.ts";
import { KERNEL_CASES, type KernelCase } from "./_support/kernel_cases.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { assertClose } from "./_support/tensors.ts";
import { TILE_CASES, tileGradientOf } from "./_support/tile_cases.ts";
import {
  TRAINED_NETWORKS,
  type TrainedNetwork,
  trainedWeights,
} from "./_support/trained_networks.ts";

/** How far the numbers may be from the cpu backend's, relative to what is larger than 1. */
const TOLERANCE = 1e-4;

/** Checks what the port {@link ComputeBackend} obliges a provider to. */
export function conformsToComputeBackend(
  create: () => ComputeBackend,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  let backend: ComputeBackend;
  let reference: ComputeBackend;
  let name: string;
  before(async () => {
    await tf.setBackend("cpu");
    // Kernels of tfjs's own that are wrong are replaced while it is in use.
    const container = new Container();
    container.load(cpu());
    reference = container.get(COMPUTE_BACKEND);
    await reference.start();
    backend = create();
    await backend.start();
    name = tf.getBackend();
  });
  after(async () => {
    await backend.dispose();
    await reference.dispose();
  });

  check("ComputeBackend names its device", () => {
    assert.match(backend.name, /^[a-z]+$/);
    assert.ok(backend.device.description.length > 0);
  });

  check("ComputeBackend says whether tfjs computes on it", async () => {
    assert.equal(backend.isCurrent, true);
    assert.equal(await on("cpu", () => backend.isCurrent), name === "cpu");
    assert.equal(backend.isCurrent, true);
  });

  for (const kernel of KERNEL_CASES) {
    check(`ComputeBackend agrees with cpu on ${kernel.name}`, async () => {
      const expected = await on("cpu", () => evaluate(kernel));
      const actual = await on(name, () => evaluate(kernel));
      assertClose(actual.value, expected.value, TOLERANCE, "value");
      actual.gradients.forEach((gradient, index) => {
        const reference = expected.gradients[index] as number[];
        assertClose(gradient, reference, TOLERANCE, `gradient ${index}`);
      });
    });
  }

  for (const tile of TILE_CASES) {
    // The gradient is no backend's own: cpu is no judge of it.
    check(
      `ComputeBackend sums the gradient of [${tile.reps}] repetitions of [${tile.shape}]`,
      async () => {
        await on(name, async () => {
          const dy = tf.tidy(() => tf.tile(tf.zeros([...tile.shape]), [...tile.reps])).shape;
          const weights = tf.randomUniform(dy, -1, 1, "float32", 5);
          const repeat = (x: tf.Tensor) => tf.tile(x, [...tile.reps]).mul(weights);
          const made = tf.tidy(() => tf.grad(repeat)(tf.ones([...tile.shape])));
          const [gradient = [], drawn = []] = await readAll([made, weights]);
          assertClose(gradient, tileGradientOf(tile, drawn), 1e-6);
        });
      },
    );
  }

  for (const network of TRAINED_NETWORKS) {
    check(`ComputeBackend trains ${network.name} to the weights of cpu`, async () => {
      const expected = await on("cpu", () => trained(network));
      const actual = await on(name, () => trained(network));
      assertClose(actual, expected, 1e-3, "weight");
    });
  }

  check("ComputeBackend returns the same bits every time", async () => {
    const network = TRAINED_NETWORKS[0] as (typeof TRAINED_NETWORKS)[0];
    const first = await on(name, () => trained(network));
    const second = await on(name, () => trained(network));
    assert.deepEqual(second, first);
  });

  check("ComputeBackend leaves no tensors behind", async () => {
    const before = tf.memory().numTensors;
    await on(name, async () => {
      for (const kernel of KERNEL_CASES) await evaluate(kernel);
    });
    assert.equal(tf.memory().numTensors, before);
  });

  check(
    "ComputeBackend ignores a second start() and dispose(), and stays current for its other user",
    async () => {
      const other = create();
      await other.start();
      await other.start();
      assert.equal(tf.getBackend(), name);
      await other.dispose();
      await other.dispose();
      assert.equal(tf.getBackend(), name);
    },
  );

  check("ComputeBackend is current after start() when another backend was current", async () => {
    tf.registerBackend("elsewhere", () => new Elsewhere());
    await tf.setBackend("elsewhere");
    const other = create();
    await other.start();
    assert.equal(tf.getBackend(), name);
    await other.dispose();
    assert.equal(tf.getBackend(), "elsewhere");
    await tf.setBackend(name);
    tf.removeBackend("elsewhere");
  });

  check("ComputeBackend makes cpu current when the previous backend was removed", async () => {
    await tf.setBackend(name);
    tf.registerBackend("elsewhere", () => new Elsewhere());
    await tf.setBackend("elsewhere");
    const other = create();
    await other.start();
    tf.removeBackend("elsewhere");
    await other.dispose();
    assert.equal(tf.getBackend(), "cpu");
    await tf.setBackend(name);
  });
}

/** A backend of somebody else's, without a kernel. */
class Elsewhere extends tf.KernelBackend {
  override dispose(): void {}
}

async function on<T>(backend: string, work: () => T | Promise<T>): Promise<T> {
  const current = tf.getBackend();
  await tf.setBackend(backend);
  try {
    return await work();
  } finally {
    await tf.setBackend(current);
  }
}

/** Value and gradients of a case, each output weighted differently. */
async function evaluate({
  shapes,
  compute,
}: KernelCase): Promise<{ value: number[]; gradients: number[][] }> {
  const made = tf.tidy(() => {
    const inputs = shapes.map((shape, index) =>
      tf.randomUniform([...shape], -1, 1, "float32", 17 + index),
    );
    const value = compute(...inputs);
    const weights = tf.randomUniform(value.shape, 0.5, 1.5, "float32", 3);
    const gradients = tf.grads((...x) =>
      compute(...x)
        .mul(weights)
        .sum(),
    )(inputs);
    return [value, ...gradients];
  });
  const [value = [], ...gradients] = await readAll(made);
  return { value, gradients };
}

/** All weights of a network that was trained. */
async function trained(network: TrainedNetwork): Promise<number[]> {
  return (await readAll(trainedWeights(network))).flat();
}

/** The numbers of tensors, which it disposes; on a backend that hands none over at once too. */
async function readAll(tensors: readonly tf.Tensor[]): Promise<number[][]> {
  const read = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return read.map((values) => [...values]);
}
