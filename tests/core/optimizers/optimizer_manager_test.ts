import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import { tf } from "../../../deps.ts";
import { adam, adamw, lion, sgd } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import {
  bitsOf,
  managerOf,
  parameterOf,
  smallWeights,
  trainedGroup,
  trainGroup,
} from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

const momentum = () => sgd({ momentum: 0.9 });

test("OptimizerManager.swap() exchanges the optimizer and leaves the weights alone", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const before = bitsOf(group);
  const { manager } = managerOf([group]);
  const [change] = manager.swap("host", momentum());
  assert.equal(group.optimizer.name, "sgd");
  assert.deepEqual(bitsOf(group).parameters_P, before.parameters_P);
  assert.deepEqual([change?.from, change?.to, change?.step], ["adam", "sgd", 10]);
  assert.deepEqual(manager.log.all, [change]);
});

test("OptimizerManager.swap() leaks no tensor, and dispose() releases all", () => {
  const before = tf.memory().numTensors;
  const group = trainedGroup(optimizerOf(adam()));
  const held = tf.memory().numTensors;
  const { manager } = managerOf([group]);
  manager.swap("host", adamw({ weightDecay: 0 }));
  assert.equal(tf.memory().numTensors, held);
  manager.prepareSwap("host", lion()).abort();
  assert.equal(tf.memory().numTensors, held);
  group.dispose();
  // The variables of the two weights are the network's.
  assert.equal(tf.memory().numTensors, before + 2);
});

test("OptimizerManager.swap() asks the authority for a rate at which the loss falls as fast", () => {
  const group = trainedGroup(optimizerOf(adam({ epsilon: 1e-12 })));
  const { manager, rates } = managerOf([group]);
  const { parameters_P, state } = group.contents;
  const mhat = [...(state.slots.m as tf.Tensor).dataSync()].map((m) => m / (1 - 0.9 ** 10));
  const vhat = [...(state.slots.v as tf.Tensor).dataSync()].map((v) => v / (1 - 0.999 ** 10));
  const [change] = manager.swap("host", momentum());
  // On the estimate mhat itself Adam steps by m'/sqrt(v'), with m' and v' the moments after one more update
  // and m'hat = (0.9 (1 - 0.9^10) + 0.1) / (1 - 0.9^11) mhat = mhat; SGD by 0.9 b + mhat, b the buffer.
  const v2 = vhat.map(
    (v, i) =>
      (0.999 * (1 - 0.999 ** 10) * v + 0.001 * (mhat[i] as number) ** 2) / (1 - 0.999 ** 11),
  );
  const adamFall = mhat.reduce((sum, g, i) => sum + g ** 2 / Math.sqrt(v2[i] as number), 0);
  const sgdFall = mhat.reduce((sum, g) => sum + g ** 2 * (0.9 * ((1 - 0.9 ** 10) / 0.1) + 1), 0);
  assertClose([change?.rateFactor as number], [adamFall / sgdFall], 1e-4);
  rates.advance({ step: 11, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });
  assertClose([rates.rateOf("host")], [0.01 * (change?.rateFactor as number)], 1e-9);
  assert.equal(parameters_P.isDisposed, true);
});

test("OptimizerManager.swap() keeps the rate when requested or when the kind stays the same", () => {
  const { manager } = managerOf([trainedGroup(optimizerOf(adam()))]);
  assert.equal(manager.swap("host", adam({ beta1: 0.8 }))[0]?.rateFactor, 1);
  assert.equal(manager.swap("host", momentum(), { rate: "keep" })[0]?.rateFactor, 1);
  assert.equal(manager.swap("host", adam(), { rate: 0.5, reset: true })[0]?.rateFactor, 0.5);
  assert.throws(() => manager.swap("host", momentum(), { rate: "match", reset: true }), {
    code: "options/invalid",
  });
});

test("OptimizerManager.swap() keeps a group's own options and reports those that do not apply", () => {
  const host = trainedGroup(optimizerOf(adamw()));
  const options = { weightDecay: 0, beta2: 0.99 };
  const head = trainedGroup(optimizerOf(adamw()).with(options), 10, "head");
  const { manager } = managerOf([host, head], { overrides: [{ name: "head", options }] });
  const [, change] = manager.swap("all", sgd({ momentum: 0.9, weightDecay: 0.1 }));
  assert.equal(host.optimizer.options.weightDecay, 0.1);
  assert.equal(head.optimizer.options.weightDecay, 0);
  assert.deepEqual(change?.ignoredOptions, ["beta2"]);
  manager.swap("all", adamw());
  assert.equal(head.optimizer.options.beta2, 0.99);
});

test("OptimizerManager scales a group once that follows another whose rate is scaled as well", () => {
  const { manager, rates } = managerOf([trainedGroup(optimizerOf(adamw()))]);
  manager.addGroup({
    name: "seed",
    parameters: smallWeights("seed/"),
    parent: "host",
    startShare: 1,
  });
  manager.prepareOptions("all", {}, { rate: 0.5 }).commit();
  rates.advance({ step: 11, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });
  assert.deepEqual([rates.rateOf("host"), rates.rateOf("seed")], [0.005, 0.005]);
  assert.equal(rates.followedBy("seed"), "host");
  assert.equal(rates.followedBy("host"), undefined);
});

test("OptimizerManager.prepareOptions() changes options and carries the state", () => {
  const group = trainedGroup(optimizerOf(adamw()));
  const before = bitsOf(group);
  const { manager } = managerOf([group]);
  manager.prepareOptions("host", { weightDecay: 0.5 }).commit();
  assert.equal(group.optimizer.options.weightDecay, 0.5);
  assert.deepEqual(bitsOf(group).state.slots, before.state.slots);
  assert.throws(() => manager.prepareOptions("host", { momentum: 0.5 }), {
    code: "options/invalid",
  });
});

test("OptimizerManager.prepareWeights() lays a grown weight out with its moments", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const before = bitsOf(group);
  const { manager } = managerOf([group]);
  const [kernel] = group.contents.parameters;
  const bias = parameterOf("bias", [1, 2, 3, 4]);
  manager.prepareWeights("host", { parameters: [kernel as typeof bias, bias] }).commit();
  const after = bitsOf(group);
  assert.equal(group.layout.size, 10);
  assert.deepEqual(after.parameters_P.slice(6), [1, 2, 3, 4]);
  assert.deepEqual(after.state.slots.m?.slice(0, 9), before.state.slots.m);
  trainGroup(group, 2);
  assert.equal(bitsOf(group).variables[1]?.length, 4);
});

test("OptimizerManager.freeze() keeps weights fixed, and unfreeze() trains them again", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const { manager } = managerOf([group]);
  const frozen = bitsOf(group).variables[1];
  manager.freeze("host", "bias");
  trainGroup(group, 3);
  assert.equal(group.layout.size, 6);
  const { buffers } = group.contents;
  assert.deepEqual([...(buffers[0]?.variable.dataSync() ?? [])], frozen);
  manager.unfreeze("host", /bias/);
  trainGroup(group, 1);
  assert.notDeepEqual(bitsOf(group).variables[1], frozen);
});

test("OptimizerManager.freeze() refuses to leave nothing to train", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const { manager } = managerOf([group]);
  assert.throws(() => manager.freeze("host", /./), { code: "optimizer/refused" });
  assert.throws(() => manager.freeze("host", "nowhere"), {
    code: "optimizer/refused",
    message:
      '"match" matches no parameter; known parameters: kernel, bias. Cannot freeze parameters of group "host".',
  });
});

test("OptimizerManager.freeze() may leave a group empty that is not the last", () => {
  const host = trainedGroup(optimizerOf(adam()));
  const head = trainedGroup(optimizerOf(adam()), 10, "head");
  const { manager, groups } = managerOf([host, head]);
  manager.freeze("head", "head");
  trainGroup(head, 1);
  assert.equal(groups.size, 9);
  manager.unfreeze("head", "head");
  trainGroup(head, 1);
  assert.equal(groups.size, 18);
});

test("OptimizerManager.addGroup() trains weights as a group of their own, at its own rate", () => {
  const { manager, groups, rates } = managerOf([trainedGroup(optimizerOf(adam()))]);
  const change = manager.addGroup({
    name: "seed",
    parameters: smallWeights("seed/"),
    parent: "host",
    options: { beta1: 0.5 },
  });
  assert.equal(change.kind, "group-added");
  assert.deepEqual(groups.names, ["host", "seed"]);
  assert.equal(groups.get("seed").optimizer.options.beta1, 0.5);
  assert.equal(groups.get("host").optimizer.options.beta1, 0.9);
  rates.advance({ step: 11, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });
  assertClose([rates.rateOf("seed")], [0.001], 1e-4);
});

test("OptimizerManager.addGroup() changes nothing when the authority has no rate for the group", () => {
  const { manager, groups } = managerOf([trainedGroup(optimizerOf(adam()))]);
  const parameters = smallWeights("seed/");
  const held = tf.memory().numTensors;
  assert.throws(() => manager.addGroup({ name: "seed", parameters, parent: "nobody" }));
  assert.deepEqual(groups.names, ["host"]);
  assert.equal(tf.memory().numTensors, held);
});

test("OptimizerManager.dropGroup() removes any group but the host", () => {
  const seed = new ParameterGroup(smallWeights("seed/"), [], optimizerOf(adam()), "seed");
  const { manager, groups, rates } = managerOf([trainedGroup(optimizerOf(adam())), seed]);
  manager.renameGroup("seed", "fossil");
  assert.equal(manager.dropGroup("fossil").kind, "group-dropped");
  assert.deepEqual(groups.names, ["host"]);
  assert.deepEqual(rates.groups, ["host"]);
  assert.throws(() => manager.dropGroup("host"), { code: "optimizer/refused" });
});

test("OptimizerManager refuses changes above its limit and names the step from which they are allowed", () => {
  const progress = { step: 10 };
  const limit = { changes: 2, steps: 50 };
  const { manager } = managerOf([trainedGroup(optimizerOf(adam()))], { progress, limit });
  manager.swap("host", adamw());
  progress.step = 30;
  manager.swap("host", adam());
  const events: string[] = [];
  manager.log.listen({ onRateLimited: ({ code }) => events.push(code) });
  assert.throws(() => manager.swap("host", adamw()), {
    code: "optimizer/rate-limited",
    message:
      'At most 2 optimizer changes are allowed in 50 steps: wait until step 60, or raise "rebuildLimit". Cannot change the optimizer at step 30.',
  });
  assert.deepEqual(events, ["optimizer/rate-limited"]);
  progress.step = 60;
  manager.swap("host", adamw());
});

test("OptimizerManager.prepareSwap() refuses what took longer to build than it may", () => {
  const group = trainedGroup(optimizerOf(adam()));
  let nowMs = 0;
  // Each look at it is 10 ms later than the one before.
  const clock = { monotonicMs: () => (nowMs += 10), wallMs: () => 0 };
  const { manager } = managerOf([group], { clock });
  const before = bitsOf(group);
  const held = tf.memory().numTensors;
  assert.throws(() => manager.prepareSwap("host", momentum(), { budgetMs: 20 }), {
    code: "optimizer/late",
    message:
      'Building the optimizer took 30.0 ms, more than "budgetMs" 20. Cannot change the optimizer.',
  });
  assert.deepEqual(bitsOf(group), before);
  assert.equal(tf.memory().numTensors, held);
});

test("OptimizerManager notifies its listeners of each change", () => {
  const { manager } = managerOf([trainedGroup(optimizerOf(adam()))]);
  const events: string[] = [];
  const stop = manager.log.listen({ onChange: ({ kind, to }) => events.push(`${kind} ${to}`) });
  manager.swap("host", adamw());
  stop();
  manager.swap("host", adam());
  assert.deepEqual(events, ["swap adamw"]);
});

test("PreparedChange.commit() refuses once the group has moved on", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const { manager } = managerOf([group]);
  const held = tf.memory().numTensors;
  const prepared = manager.prepareSwap("host", momentum());
  trainGroup(group, 1);
  const before = bitsOf(group);
  assert.equal(prepared.stale, true);
  assert.throws(() => prepared.commit(), { code: "optimizer/stale" });
  assert.deepEqual(bitsOf(group), before);
  assert.equal(tf.memory().numTensors, held);
});

test("PreparedChange.commit() creates no tensor, and happens once", () => {
  const { manager } = managerOf([trainedGroup(optimizerOf(adam()))]);
  const prepared = manager.prepareSwap("host", momentum());
  const before = tf.memory().numTensors;
  prepared.commit();
  assert.ok(tf.memory().numTensors < before);
  assert.throws(() => prepared.commit(), { code: "optimizer/refused" });
});
