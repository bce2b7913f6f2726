import assert from "node:assert/strict";
import { before } from "node:test";
import {
  disposeModel,
  type Host,
  type HostBuilder,
  RandomStream,
  withSeededMathRandom,
} from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { assertClose } from "./_support/tensors.ts";
import { useTestBackend } from "./_support/test_backend.ts";

/** Checks what the port {@link Host} obliges a provider to. */
export function conformsToHost(create: () => HostBuilder, options: SuiteOptions = {}): void {
  const check = suiteOf(options);
  before(useTestBackend);

  check("Host names its weights alike each time that it is built", () => {
    const [first, second] = [seeded(create), seeded(create)];
    assert.deepEqual(weightNames(first), weightNames(second));
    assert.equal(new Set(weightNames(first)).size, weightNames(first).length);
    for (const host of [first, second]) host.dispose();
  });

  check("Host has the same weights when it is built with the same seed", () => {
    const [first, second] = [seeded(create), seeded(create)];
    assert.deepEqual(weightValues(first), weightValues(second));
    for (const host of [first, second]) host.dispose();
  });

  check("Host.forward() gives outputs of the shapes that it declares", () => {
    const host = seeded(create);
    const outputs = host.forward(inputsFor(host, 3), false);
    outputs.forEach((output, index) => {
      const declared = host.outputShapes[index] as readonly (number | null)[];
      assert.equal(output.shape[0], 3);
      declared.forEach((size, axis) => {
        if (size !== null) assert.equal(output.shape[axis + 1], size);
      });
    });
    assert.equal(host.outputActivations.length, outputs.length);
    host.dispose();
  });

  check("Host is differentiable in each of its parameters", () => {
    const host = seeded(create);
    const inputs = inputsFor(host, 2);
    const { grads } = tf.variableGrads(
      () => sumOfSquares(host.forward(inputs, true)),
      host.parameters.map(({ variable }) => variable),
    );
    for (const { name, variable } of host.parameters) {
      assert.ok(grads[variable.name], `no gradient for ${name}`);
      assert.deepEqual(grads[variable.name]?.shape, variable.shape);
    }
    host.dispose();
  });

  check("Host.forward() reads its weights from their variables", () => {
    const host = seeded(create);
    const inputs = inputsFor(host, 2);
    for (const { variable } of host.parameters) variable.assign(tf.zerosLike(variable));
    const zero = host.forward(inputs, false).map((output) => [...output.dataSync()]);
    for (const { variable } of host.parameters) {
      variable.assign(tf.randomNormal(variable.shape, 0, 1, "float32", 5));
    }
    const other = host.forward(inputs, false).map((output) => [...output.dataSync()]);
    assert.notDeepEqual(other, zero);
    host.dispose();
  });

  check("Host.forward() draws from Math.random only", () => {
    const host = seeded(create);
    const inputs = inputsFor(host, 4);
    const draw = () =>
      withSeededMathRandom(new RandomStream(5, "dropout"), () =>
        host.forward(inputs, true).map((output) => [...output.dataSync()]),
      );
    assert.deepEqual(draw(), draw());
    host.dispose();
  });

  check("Host gives the same bits without a graft as with one that changes nothing", () => {
    const host = seeded(create);
    const inputs = inputsFor(host, 3);
    const outputs = () => host.forward(inputs, false).map((output) => [...output.dataSync()]);
    const plain = outputs();
    for (const slot of host.slots ?? []) {
      slot.graft = (activation) => activation;
      assert.deepEqual(outputs(), plain);
      slot.graft = undefined;
    }
    host.dispose();
  });

  check("Host.forwardFrom() goes on where a slot is", () => {
    const host = seeded(create);
    const inputs = inputsFor(host, 3);
    for (const slot of host.slots ?? []) {
      const seen: tf.Tensor[] = [];
      slot.graft = (activation) => {
        seen.push(tf.keep(activation));
        return activation.mul(2);
      };
      const outputs = host.forward(inputs, false).map((output) => [...output.dataSync()]);
      const [activation] = seen as [tf.Tensor];
      assert.deepEqual(activation.shape.slice(1), slot.shape);
      const rest = host.forwardFrom?.(slot, activation.mul(2), false);
      assert.deepEqual(
        rest?.map((output) => [...output.dataSync()]),
        outputs,
      );
      slot.graft = undefined;
    }
    host.dispose();
  });

  check("Host has slots of different names, each behind the one before it", () => {
    const host = seeded(create);
    const slots = host.slots ?? [];
    assert.equal(new Set(slots.map(({ name }) => name)).size, slots.length);
    slots.forEach(({ depth }, index) => {
      assert.ok(depth > (slots[index - 1]?.depth ?? 0));
    });
    host.dispose();
  });

  check("Host.toModel() has the outputs of the host, and its weights by the same names", () => {
    const host = seeded(create);
    const copy = host.toModel?.();
    if (!copy) return host.dispose();
    const inputs = inputsFor(host, 3);
    const outputs = host.forward(inputs, false).map((output) => [...output.dataSync()]);
    const copied = [copy.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
    copied.forEach((output, at) => {
      assertClose(output.dataSync(), outputs[at] as number[], 1e-6, host.outputNames?.[at]);
    });
    const names = copy.weights.map(({ originalName }) => originalName);
    for (const name of weightNames(host)) assert.ok(names.includes(name), `no weight ${name}`);
    disposeModel(copy);
    host.dispose();
  });
}

function seeded(create: () => HostBuilder): Host {
  return withSeededMathRandom(new RandomStream(3, "weights"), () => create().build());
}

function inputsFor(host: Host, batch: number): tf.Tensor[] {
  return host.inputShapes.map((shape) =>
    tf.randomUniform([batch, ...shape.map((size) => size ?? 4)], -1, 1, "float32", 11),
  );
}

function sumOfSquares(outputs: readonly tf.Tensor[]): tf.Scalar {
  return outputs.map((output) => output.square().sum()).reduce((a, b) => a.add(b)) as tf.Scalar;
}

function weightNames(host: Host): string[] {
  return [...host.parameters, ...host.buffers].map(({ name }) => name);
}

function weightValues(host: Host): number[][] {
  return [...host.parameters, ...host.buffers].map(({ variable }) => [...variable.dataSync()]);
}
