import assert from "node:assert/strict";
import { before, test } from "node:test";
import { adam, adamw } from "../../../modules/mod.ts";
import { AdaptationCommand, CommandType } from "../../../proto/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { bitsOf, managerOf, trainedGroup } from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

/** A command's payload as it comes off the wire: hyperparameters are float32. */
function overTheWire(optimizerId: string, hyperparameters: Readonly<Record<string, number>>) {
  const bytes = AdaptationCommand.encode({
    version: 1,
    commandId: "c-1",
    commandType: CommandType.COMMAND_OPTIMIZER,
    optimizerAdjustment: { optimizerId, hyperparameters },
  });
  const { optimizerAdjustment } = AdaptationCommand.decode(bytes);
  assert.ok(optimizerAdjustment);
  return optimizerAdjustment;
}

test("prepareCommand() swaps to the optimizer that is named, with its hyperparameters", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const { manager } = managerOf([group]);
  manager
    .prepareCommand(overTheWire("sgd", { momentum: 0.9, weight_decay: 0.01, nesterov: 1 }))
    .commit();
  const { momentum, weightDecay, nesterov } = group.optimizer.options;
  assert.deepEqual(
    { momentum, weightDecay, nesterov },
    { momentum: 0.9, weightDecay: 0.01, nesterov: true },
  );
});

test("prepareCommand() changes the hyperparameters of the optimizer that is there", () => {
  const group = trainedGroup(optimizerOf(adamw({ beta1: 0.8 })));
  const { manager } = managerOf([group]);
  const [change] = manager.prepareCommand(overTheWire("", { weight_decay: 0.1 }), "host").commit();
  assert.equal(change?.kind, "options");
  assert.deepEqual(
    [group.optimizer.options.beta1, group.optimizer.options.weightDecay],
    [0.8, 0.1],
  );
});

test("prepareCommand() sends a learning rate to the authority, and none to the optimizer", () => {
  const { manager, rates } = managerOf([trainedGroup(optimizerOf(adam()))]);
  const prepared = manager.prepareCommand(overTheWire("", { learning_rate: 0.004 }));
  assert.equal(rates.rateOf("host"), 0.01);
  prepared.commit();
  rates.advance({ step: 11, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });
  assertClose([rates.rateOf("host")], [0.004], 1e-9);
});

test("prepareCommand() can be aborted without a trace", () => {
  const group = trainedGroup(optimizerOf(adam()));
  const { manager } = managerOf([group]);
  const before = bitsOf(group);
  manager.prepareCommand(overTheWire("lion", {})).abort();
  assert.deepEqual(bitsOf(group), before);
});

const REFUSED: readonly (readonly [string, Record<string, number>, RegExp])[] = [
  ["sdg", {}, /Unknown optimizer "sdg"; did you mean "sgd"\?/],
  ["toString", {}, /Unknown optimizer "toString"/],
  ["tfjsOptimizer", {}, /"factory" must be/],
  ["sgd", { beta1: 0.9 }, /Unknown option "beta1"/],
  ["sgd", { momentum: 2 }, /"momentum" must be less than 1/],
  ["sgd", { momentum: 0.9, nesterov: 0.5 }, /"nesterov" must be 0 or 1, but is 0.5/],
  ["", { learning_rate: -1 }, /"learning_rate" must be greater than 0, but is -1/],
  ["", { learning_rate: Number.NaN }, /"learning_rate" must be greater than 0/],
];

for (const [id, hyperparameters, message] of REFUSED) {
  test(`prepareCommand() refuses '${id}' with ${JSON.stringify(hyperparameters)}`, () => {
    const group = trainedGroup(optimizerOf(adam()));
    const { manager } = managerOf([group]);
    const before = bitsOf(group);
    assert.throws(() => manager.prepareCommand(overTheWire(id, hyperparameters)), {
      code: "optimizer/refused",
      message,
    });
    assert.deepEqual(bitsOf(group), before);
  });
}
