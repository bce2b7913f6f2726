import assert from "node:assert/strict";
import { before, test } from "node:test";
import { HOST_BUILDER } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import {
  buildHost,
  type FunctionHostOptions,
  functionHost,
  type InitialWeights,
} from "../../../modules/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToHost } from "../../../testing/host.ts";
import { leavesNoTensorsAfter, weightsOf } from "../../_support/training/training.ts";

/** A network with dropout, a running mean and two slots. */
function network(): ContainerModule {
  return functionHost({
    name: "rings",
    inputs: [{ shape: [3] }],
    outputs: [{ shape: [2] }],
    parameters: () => ({
      "in/kernel": tf.randomNormal([3, 5]),
      "in/bias": { value: tf.zeros([5]), decays: true },
      "out/kernel": tf.randomNormal([5, 2]).mul(0.5),
    }),
    buffers: () => ({ mean: tf.zeros([5]) }),
    forward: (weights, [x], { training, slot }) => {
      const h = slot("first", x.matMul(weights["in/kernel"]).add(weights["in/bias"]).tanh());
      if (training) weights.mean.assign(weights.mean.mul(0.9).add(h.mean(0).mul(0.1)));
      const seen = training ? tf.dropout(h, 0.3) : h.sub(weights.mean);
      return slot("second", seen).matMul(weights["out/kernel"]);
    },
  });
}

/** Options of a linear network, with changes. */
function linear(changes: Partial<FunctionHostOptions>): ContainerModule {
  return functionHost({
    inputs: [{ shape: [3] }],
    outputs: [{ shape: [2] }],
    parameters: (): InitialWeights => ({ kernel: tf.ones([3, 2]) }),
    forward: (weights, [x]) => (x as tf.Tensor).matMul(weights.kernel as tf.Tensor),
    ...changes,
  });
}

/** Builds it, fails unless that is refused with `message`, and leaves no tensors. */
async function isRefused(changes: Partial<FunctionHostOptions>, message: RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  await assert.rejects(buildHost(linear(changes)), { code: "host/unsupported", message });
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
}

before(useTestBackend);

conformsToHost(() => {
  const container = new Container();
  container.load(network());
  return container.get(HOST_BUILDER);
});

test("functionHost() finds its slots in the order of computation, and leaves no tensors", async () => {
  await leavesNoTensorsAfter(async () => {
    const host = await buildHost(network());
    const slots = host.slots?.map(({ name, shape, depth }) => [name, shape, depth]);
    assert.deepEqual(slots, [
      ["first", [5], 1],
      ["second", [5], 2],
    ]);
    // Trying the function assigned the running mean: it is what it was.
    assert.deepEqual(weightsOf(host).mean, [0, 0, 0, 0, 0]);
    assert.deepEqual(
      host.parameters.map(({ name, decays }) => [name, decays]),
      [
        ["in/kernel", undefined],
        ["in/bias", true],
        ["out/kernel", undefined],
      ],
    );
    host.dispose();
  });
});

test("functionHost() passes inputs on with their types and any size", async () => {
  const host = await buildHost(
    functionHost({
      inputs: [{ shape: [null], dtype: "int32", name: "tokens" }],
      outputs: [{ shape: [null, 3], name: "next", activation: "softmax" }],
      parameters: () => ({ table: tf.randomNormal([7, 3]) }),
      forward: ({ table }, [tokens]) => tf.gather(table, tokens as tf.Tensor1D).softmax(),
    }),
  );
  const tokens = tf.tensor2d([[1, 2, 3, 4, 5, 6]], undefined, "int32");
  const [next] = host.forward([tokens], false) as [tf.Tensor];
  assert.deepEqual(next.shape, [1, 6, 3]);
  assert.deepEqual([host.inputNames, host.outputNames], [["tokens"], ["next"]]);
  assert.deepEqual(host.outputActivations, ["softmax"]);
  tf.dispose([tokens, next]);
  host.dispose();
});

test("Host.penalty() of functionHost() is that of its weights", async () => {
  const host = await buildHost(
    linear({ penalty: ({ kernel }) => (kernel as tf.Tensor).square().sum().mul(0.5) }),
  );
  // Six ones: 0.5 * 6.
  assert.equal(
    tf.tidy(() => host.penalty()?.dataSync()[0]),
    3,
  );
  host.dispose();
});

test("functionHost() refuses outputs of another shape, type or number", async () => {
  await isRefused(
    { outputs: [{ shape: [3] }] },
    /^Output 1 of its forward function must be \[2, 3\] for 2 examples, but is \[2, 2\]\. Cannot build "function"\.$/,
  );
  await isRefused(
    { forward: () => tf.zeros([Number.NaN as 1, 2]) },
    /inputs of shape \[2, 3\]|\[NaN/,
  );
  await isRefused({ forward: (_, [x]) => (x as tf.Tensor).cast("int32") }, /float32, but is int32/);
  await isRefused({ forward: () => [] }, /must return 1 outputs, but returned 0/);
  await isRefused({ forward: async () => tf.scalar(1) } as never, /but is a promise/);
});

test("functionHost() refuses a parameter that no output depends on", async () => {
  const parameters = () => ({ kernel: tf.ones([3, 2]), idle: tf.ones([2]) });
  await isRefused({ parameters }, /do not depend on parameter "idle"/);
  await isRefused(
    {
      forward: ({ kernel }, [x]) => tf.topk((x as tf.Tensor).matMul(kernel as tf.Tensor), 2).values,
    },
    /gradient function not found for TopK/,
  );
});

test("functionHost() refuses a function that keeps tensors, or disposes what it is given", async () => {
  const kept: tf.Tensor[] = [];
  const keeps = linear({
    forward: ({ kernel }, [x]) => {
      const y = (x as tf.Tensor).matMul(kernel as tf.Tensor);
      kept.push(tf.keep(y.mul(2)));
      return y;
    },
  });
  await assert.rejects(buildHost(keeps), {
    code: "host/unsupported",
    message: /keeps 1 tensors or variables in each pass/,
  });
  tf.dispose(kept);
  await isRefused(
    {
      forward: ({ kernel }, [x]) => {
        const y = (x as tf.Tensor).matMul(kernel as tf.Tensor);
        x?.dispose();
        return y;
      },
    },
    /disposes its inputs/,
  );
  await isRefused(
    {
      forward: ({ kernel }, [x]) => {
        const y = (x as tf.Tensor).matMul(kernel as tf.Tensor);
        kernel?.dispose();
        return y;
      },
    },
    /disposes weight "kernel"/,
  );
});

test("functionHost() refuses weights that are none, or there twice", async () => {
  const shared = () => {
    const kernel = tf.variable(tf.ones([3, 2]));
    return { kernel, again: kernel };
  };
  await isRefused({ parameters: shared }, /"again" is the variable of another weight/);
  await isRefused(
    { buffers: () => ({ kernel: tf.zeros([1]) }) },
    /"kernel" is the name of a parameter and of a buffer/,
  );
  await isRefused({ parameters: () => ({ kernel: 3 }) as never }, /must be a tensor, but is 3/);
  await isRefused(
    { parameters: () => ({ kernel: tf.ones([3, 2], "int32") }) },
    /must be float32, but is int32/,
  );
  assert.throws(() => linear({ outputs: [] }), { code: "options/invalid" });
});

test("functionHost() refuses slots that are there twice, or only in training", async () => {
  const h = (weights: { readonly kernel?: tf.Variable }, x: tf.Tensor | undefined) =>
    (x as tf.Tensor).matMul(weights.kernel as tf.Tensor);
  await isRefused(
    { forward: (weights, [x], { slot }) => slot("a", slot("a", h(weights, x))) },
    /slot "a" is there twice/i,
  );
  await isRefused(
    {
      forward: (weights, [x], { slot, training }) =>
        training ? slot("a", h(weights, x)) : h(weights, x),
    },
    /are a in training and none otherwise/,
  );
});

test("functionHost() says what failed in its function, and leaves no tape behind", async () => {
  await isRefused(
    { forward: ({ kernel }, [x]) => (x as tf.Tensor).matMul((kernel as tf.Tensor).transpose()) },
    /failed on inputs of shape \[2, 3\] \(.*(inner shapes|inner axes|extents that do not meet)/,
  );
});

test("Host.forwardFrom() of functionHost() fails when there was no pass", async () => {
  const host = await buildHost(network());
  const [slot] = host.slots ?? [];
  assert.throws(() => host.forwardFrom?.(slot as never, tf.zeros([1, 5]), false), {
    message: /there is no forward pass/i,
  });
  host.dispose();
});

test("Host.forward() of functionHost() leaves no tensors outside of what it returns", async () => {
  const host = await buildHost(linear({}));
  const x = tf.ones([4, 3]);
  leavesNoTensors(() => {
    tf.tidy(() => void host.forward([x], false));
  });
  x.dispose();
  host.dispose();
});
