import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import type { Optimizer } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { adam, sgd } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { bitsOf, managerOf, trainedGroup, trainGroup } from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

const momentum = () => sgd({ momentum: 0.9 });

/** An optimizer that is `base` but for some members. */
function altered(base: Optimizer, members: Partial<Optimizer>): Optimizer {
  const { name, options, slots } = base;
  return {
    name,
    options,
    slots,
    with: (changes) => base.with(changes),
    init: (layout, parameters_P) => base.init(layout, parameters_P),
    update: (...args) => base.update(...args),
    ...members,
  };
}

const boom = () => {
  throw new Error("boom");
};

/** Optimizers to swap in, each failing at another step of the change. */
const FAILING: Readonly<Record<string, () => Optimizer>> = {
  "its state cannot be made": () => altered(optimizerOf(momentum()), { init: boom }),
  "the meaning of its slots is unknown": () =>
    altered(optimizerOf(momentum()), { slots: { b: { role: "momentum", gain: boom } } }),
  "a slot comes out not finite": () =>
    altered(optimizerOf(momentum()), { slots: { b: { role: "momentum", gain: () => Infinity } } }),
  "a slot has another size": () =>
    altered(optimizerOf(momentum()), {
      slots: {},
      init: () => ({ count: 0, slots: { b: tf.zeros([2]) }, constants: {} }),
    }),
  "it has a slot that it did not declare": () => altered(optimizerOf(momentum()), { slots: {} }),
  "its step cannot be tried": () => altered(optimizerOf(momentum()), { update: boom }),
};

for (const [fault, make] of Object.entries(FAILING)) {
  test(`OptimizerManager.swap() changes no bit when ${fault}`, () => {
    const host = trainedGroup(optimizerOf(adam()));
    const head = trainedGroup(optimizerOf(adam()), 10, "head");
    const { manager, rates } = managerOf([host, head]);
    const before = [bitsOf(host), bitsOf(head), rates.state()];
    const held = tf.memory().numTensors;
    assert.throws(() => manager.swap("all", make()));
    assert.deepEqual([bitsOf(host), bitsOf(head), rates.state()], before);
    assert.equal(tf.memory().numTensors, held, "tensors left behind");
    assert.deepEqual(manager.log.all, []);
    trainGroup(host, 1);
  });
}

test("OptimizerManager.swap() changes no bit when a group's own options do not fit", () => {
  const host = trainedGroup(optimizerOf(adam()));
  const head = trainedGroup(optimizerOf(adam()), 10, "head");
  const overrides = [{ name: "head", options: { weightDecay: 0 } }];
  const { manager } = managerOf([host, head], { overrides });
  const before = [bitsOf(host), bitsOf(head)];
  const held = tf.memory().numTensors;
  assert.throws(() => manager.swap("all", altered(optimizerOf(momentum()), { with: boom })));
  assert.deepEqual([bitsOf(host), bitsOf(head)], before);
  assert.equal(tf.memory().numTensors, held);
});

/** Fails at the `nth` call of `method` of the collaborator that is wrapped. */
function failingAt<T extends object>(target: T, method: keyof T, nth: number): T {
  let calls = 0;
  return new Proxy(target, {
    get: (_, name) => {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === method && ++calls === nth) boom();
        return value.apply(target, args);
      };
    },
  });
}

for (const nth of [1, 2]) {
  test(`PreparedChange.commit() changes no bit when rate ${nth} of 2 is refused`, () => {
    const host = trainedGroup(optimizerOf(adam()));
    const head = trainedGroup(optimizerOf(adam()), 10, "head");
    const { rates } = managerOf([host, head]);
    const { manager } = managerOf([host, head], { rates: failingAt(rates, "rescale", nth) });
    const before = [bitsOf(host), bitsOf(head), rates.state()];
    const held = tf.memory().numTensors;
    assert.throws(() => manager.swap("all", momentum(), { rate: 2 }), {
      code: "optimizer/failed",
      message: "Boom. Cannot commit the change; the optimizers are unchanged.",
    });
    assert.deepEqual([bitsOf(host), bitsOf(head), rates.state()], before);
    assert.equal(tf.memory().numTensors, held, "tensors left behind");
  });

  test(`PreparedChange.commit() changes no bit when exchange ${nth} of 2 fails`, (t) => {
    const groups = [
      trainedGroup(optimizerOf(adam())),
      trainedGroup(optimizerOf(adam()), 10, "head"),
    ] as const;
    const { manager, rates } = managerOf(groups);
    const before = [...groups.map(bitsOf), rates.state()];
    const prepared = manager.prepareSwap("all", momentum());
    const failing = groups[nth - 1] as ParameterGroup;
    t.mock.method(failing, "exchange", boom, { times: 1 });
    assert.throws(() => prepared.commit(), { code: "optimizer/failed" });
    assert.deepEqual([...groups.map(bitsOf), rates.state()], before);
    assert.deepEqual(manager.log.all, []);
  });
}
