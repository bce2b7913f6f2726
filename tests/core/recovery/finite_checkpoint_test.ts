import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIMIZER, type Optimizer } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { constant, MemoryCheckpointStore, noAutopilot } from "../../../modules/mod.ts";
import { ran } from "./_resumed_run.ts";

/** An optimizer whose update `at` leaves NaN in the last weight, which is the last bias of the head. */
function poisoning(at: number): ContainerModule {
  let updates = 0;
  const optimizer: Optimizer = {
    name: "poisoning",
    options: {},
    slots: {},
    with: () => optimizer,
    init: () => ({ count: 0, slots: {}, constants: {} }),
    update: (parameters_P, _gradients_P, state) => {
      updates += 1;
      const values = parameters_P.dataSync<"float32">().slice();
      if (updates === at) values[values.length - 1] = Number.NaN;
      return { parameters_P: tf.tensor1d(values), state: { ...state, count: state.count + 1 } };
    },
  };
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(optimizer);
  });
}

test("RunRecovery writes no checkpoint of weights that hold NaN, and keeps the good one", async () => {
  const store = new MemoryCheckpointStore();
  // Five steps an epoch; nobody goes back.
  const modules = [poisoning(10), constant(0.1), noAutopilot()];
  const { report } = await ran({ modules }, store, { epochs: 2 });
  assert.deepEqual(
    store.infos.map(({ step }) => step),
    [5],
  );
  const refused = report.incidents.filter(({ kind }) => kind === "checkpoint/refused");
  assert.deepEqual(
    refused.map(({ message }) => message),
    [
      "no checkpoint was written (completed): these weights hold NaN or an infinity: head/dense/bias",
    ],
  );
});

test("Trainer.run() refuses to resume from a checkpoint whose weights hold NaN, and names them", async () => {
  const store = new MemoryCheckpointStore();
  const modules = [poisoning(99), constant(0.1)];
  await ran({ modules }, store, { epochs: 1 });
  const read = store.read.bind(store);
  store.read = (id) => {
    const loaded = read(id);
    const [kernel] = loaded.parts.get("tolaria")?.tensors ?? [];
    if (kernel) (kernel.values as Float32Array)[0] = Number.POSITIVE_INFINITY;
    return loaded;
  };
  await assert.rejects(ran({ modules }, store, { epochs: 2, resume: {} }), {
    code: "resume/refused",
    message:
      "These weights hold NaN or an infinity: hidden1/dense/kernel. Cannot restore checkpoint 1.",
  });
});
