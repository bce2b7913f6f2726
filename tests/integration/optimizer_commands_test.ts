import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_OBSERVER } from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";
import { type PolicyCommand, tamiyoInProcess, tfjsOptimizer } from "../../modules/mod.ts";
import { CommandType } from "../../proto/mod.ts";
import { eventsOf, smallRun } from "./_small_run.ts";

/** A controller that answers the packet of each epoch named here with a command. */
function answering(commands: Readonly<Record<number, PolicyCommand>>): ContainerModule {
  const decide = ({ currentEpoch }: { readonly currentEpoch: number }) => commands[currentEpoch];
  return tamiyoInProcess({ policy: { name: "scripted", decide } });
}

const optimizerCommand = (
  optimizerId: string,
  hyperparameters: Record<string, number>,
): PolicyCommand => ({
  commandType: CommandType.COMMAND_OPTIMIZER,
  optimizerAdjustment: { optimizerId, hyperparameters },
});

test("COMMAND_OPTIMIZER swaps the optimizer in the boundary after the one that brought it", async () => {
  const swap = optimizerCommand("sgd", { momentum: 0.9 });
  const { report, recorder } = await smallRun(3, { modules: [answering({ 1: swap })] });
  const [change] = report.optimizerChanges;
  assert.equal(change?.kind, "swap");
  assert.equal(change?.to, "sgd");
  // Brought by the boundary after epoch 1, made ready and committed at the one after epoch 2.
  assert.equal(change?.step, report.epochs[1]?.step);
  assert.deepEqual(report.control.commands, {
    committed: 1,
    refused: 0,
    expired: 0,
    aborted: 0,
    failed: 0,
  });
  const [event] = eventsOf(recorder, "tolaria.command");
  assert.equal(event?.["tolaria.command.status"], "committed");
});

test("COMMAND_OPTIMIZER freezes and unfreezes what its annotation selects", async () => {
  const command = (annotations: Record<string, string>): PolicyCommand => ({
    commandType: CommandType.COMMAND_OPTIMIZER,
    optimizerAdjustment: { optimizerId: "", hyperparameters: {} },
    annotations,
  });
  const commands = {
    1: command({ freeze: "**/kernel" }),
    2: command({ unfreeze: "**/kernel" }),
    3: command({ unfreeze: "nothing" }),
  };
  const { report } = await smallRun(5, { modules: [answering(commands)] });
  assert.deepEqual(
    report.optimizerChanges.map(({ kind, group, step }) => [kind, group, step]),
    [
      ["layout", "host", report.epochs[1]?.step],
      ["layout", "host", report.epochs[2]?.step],
    ],
  );
  const [refused] = report.incidents;
  assert.match(refused?.message ?? "", /"match" matches no parameter/);
});

test("COMMAND_OPTIMIZER multiplies the authority's rate by learning_rate_scale", async () => {
  const halve = optimizerCommand("", { learning_rate_scale: 0.5 });
  const { report } = await smallRun(4, {
    modules: [answering({ 1: halve })],
    learningRate: 0.01,
  });
  const rates = report.epochs.map(({ learningRate }) => learningRate);
  // 0.01 until the boundary after epoch 2, then 0.005.
  assert.deepEqual(
    rates.map((rate) => Number(rate.toPrecision(6))),
    [0.01, 0.01, 0.005, 0.005],
  );
});

test("COMMAND_OPTIMIZER is refused without effect when its name or option is unknown", async () => {
  const commands = { 1: optimizerCommand("adamax", {}), 2: optimizerCommand("", { warmth: 1 }) };
  const { report } = await smallRun(4, { modules: [answering(commands)] });
  assert.equal(report.control.commands.refused, 2);
  assert.deepEqual(report.optimizerChanges, []);
  const messages = report.incidents.map(({ kind, message }) => `${kind}: ${message}`);
  assert.match(messages[0] ?? "", /^command\/refused: .*Unknown optimizer "adamax"/);
  assert.match(messages[1] ?? "", /^command\/refused: .*warmth/);
});

test("COMMAND_OPTIMIZER is aborted and says so when it comes in the last epoch", async () => {
  const late = optimizerCommand("sgd", {});
  const { report } = await smallRun(2, { modules: [answering({ 2: late })] });
  assert.equal(report.control.commands.aborted, 1);
  assert.deepEqual(report.optimizerChanges, []);
});

/** Runs six epochs in which somebody writes the rate of a tfjs optimizer after each step in `steps`. */
function meddled(steps: readonly number[]) {
  const own = tf.train.sgd(0.1);
  const meddler = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({
      onStep: ({ step }: { readonly step: number }) => {
        if (!steps.includes(step)) return;
        (own as unknown as { learningRate: number }).learningRate = 7;
      },
    });
  });
  return smallRun(6, { optimizer: tfjsOptimizer(() => own), modules: [meddler] });
}

test("Trainer.run() opens the breaker and turns conservative when a rate is written in three consecutive steps", async () => {
  const { report } = await meddled([2, 3, 4]);
  const violations = report.incidents.filter(({ kind }) => kind === "learning-rate/violation");
  assert.equal(violations.length, 3);
  const breaker = report.control.breakers.find(({ name }) => name === "learning-rate");
  assert.equal(breaker?.opens, 1);
  assert.match(report.control.modeChanges[0]?.reason ?? "", /"learning-rate" opened.*found 7/);
  assert.equal(report.control.mode, "conservative");
});

test("Trainer.run() opens no breaker when a rate is written in two consecutive steps and once more later", async () => {
  const { report } = await meddled([2, 3, 6]);
  const violations = report.incidents.filter(({ kind }) => kind === "learning-rate/violation");
  assert.equal(violations.length, 3);
  assert.equal(report.control.breakers.find(({ name }) => name === "learning-rate")?.opens, 0);
  assert.equal(report.control.mode, "normal");
});
