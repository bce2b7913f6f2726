import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OBJECTIVE, OPTIMIZER } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  createTrainer,
  digits,
  layersModel,
  mlp,
  softmaxCrossEntropy,
} from "../../../modules/mod.ts";
import { EACH_BACKEND, useTestBackend } from "../../../testing/_support/test_backend.ts";
import {
  gradientDescent,
  leavesNoTensorsAfter,
  spiral,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

let current: string;
before(async () => {
  await useTestBackend();
  current = tf.getBackend();
});

const sgd = [gradientDescent(), constant(0.1)];

/** A model of the user's, on whatever backend is current. */
function userModel(): tf.Sequential {
  return tf.sequential({
    name: "mine",
    layers: [
      tf.layers.dense({ inputShape: [2], units: 4, activation: "tanh" }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

test("Trainer.run() refuses bad options, and names them", async () => {
  await using trainer = trainerOf();
  const faults: readonly (readonly [object, string])[] = [
    [{}, '"epochs" must be a number, but is undefined. Cannot run.'],
    [{ epochs: 0 }, '"epochs" must be at least 1, but is 0. Cannot run.'],
    [{ epochs: 1.5 }, '"epochs" must be a whole number, but is 1.5. Cannot run.'],
    [
      { epochs: 1, epoch: 2 },
      'Unknown option "epoch"; did you mean "epochs"? Known options: epochs, earlyStopping, monitor, restoreBest, keepBest, signal, resume. Cannot run.',
    ],
    [
      { epochs: 1, earlyStopping: { patience: 0 } },
      '"earlyStopping.patience" must be at least 1, but is 0. Cannot run.',
    ],
    [
      { epochs: 1, signal: "SIGINT" },
      `"signal" must be an AbortSignal, but is "SIGINT". Cannot run.`,
    ],
  ];
  for (const [options, message] of faults) {
    await assert.rejects(() => trainer.run(options as never), { code: "options/invalid", message });
  }
  assert.equal((await trainer.run({ epochs: 1 })).endReason, "completed");
});

test("Trainer.run() refuses to run while it runs", async () => {
  await using trainer = trainerOf();
  const first = trainer.run({ epochs: 1 });
  await assert.rejects(() => trainer.run({ epochs: 1 }), {
    code: "trainer/running",
    message: "The trainer is running: await the run in progress first. Cannot run.",
  });
  assert.equal((await first).endReason, "completed");
});

test("Trainer refuses everything after dispose()", async () => {
  for (const ran of [true, false]) {
    const trainer = trainerOf();
    if (ran) await trainer.run({ epochs: 1 });
    await trainer.dispose();
    await assert.rejects(() => trainer.run({ epochs: 1 }), {
      code: "trainer/disposed",
      message: "The trainer is disposed: create another. Cannot run.",
    });
    await assert.rejects(() => trainer.host(), {
      code: "trainer/disposed",
      message: "The trainer is disposed: create another. Cannot give the host.",
    });
  }
});

test("Trainer.dispose() ends a run in progress after its step", async () => {
  await leavesNoTensorsAfter(async () => {
    let disposed: Promise<void> | undefined;
    const observer = watching({
      onStep: ({ step }) => {
        if (step === 7) disposed = trainer.dispose();
      },
    });
    const trainer = trainerOf({ modules: [...sgd, observer] });
    const report = await trainer.run({ epochs: 9 });
    assert.deepEqual([report.endReason, report.steps], ["interrupted", 7]);
    await disposed;
  });
});

test("Trainer.dispose() ends a run that has just begun", async () => {
  await leavesNoTensorsAfter(async () => {
    const trainer = trainerOf();
    const run = trainer.run({ epochs: 9 });
    await trainer.dispose();
    assert.equal((await run).endReason, "interrupted");
  });
});

test("Trainer.dispose() may be called before, after and beside itself", async () => {
  await leavesNoTensorsAfter(async () => {
    await trainerOf().dispose();
    const trainer = trainerOf();
    await trainer.run({ epochs: 1 });
    await Promise.all([trainer.dispose(), trainer.dispose()]);
    await trainer.dispose();
  });
});

test("Trainer.dispose() ends the providers that own something", async () => {
  let ended = 0;
  const owner = new ContainerModule(({ bind }) => {
    bind(OPTIMIZER)
      .toResolvedValue(() => ({
        name: "owner",
        options: {},
        slots: {},
        with: () => assert.fail("asked for other options"),
        init: () => ({ count: 0, slots: {}, constants: {} }),
        update: (parameters_P, _gradients_P, state) => ({
          parameters_P: parameters_P.add(0),
          state,
        }),
      }))
      .inSingletonScope()
      .onDeactivation(() => {
        ended += 1;
      });
  });
  {
    await using trainer = trainerOf({ modules: [owner, constant(0.1)] });
    await trainer.run({ epochs: 1 });
    await trainer.run({ epochs: 1 });
    assert.equal(ended, 0);
  }
  assert.equal(ended, 1);
});

test("Trainer gives back everything when it cannot begin, and says why each time", async () => {
  const refusing = new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toResolvedValue(() => {
      throw new Error("no such loss");
    });
  });
  await leavesNoTensorsAfter(async () => {
    await using trainer = trainerOf({ modules: [...sgd, refusing] });
    for (let attempt = 0; attempt < 2; attempt++) {
      await assert.rejects(() => trainer.run({ epochs: 1 }), {
        code: "container/failed",
        message: 'Cannot create the provider of role "objective": no such loss',
      });
    }
  });
});

const MISFITS: readonly (readonly [when: string, changes: object, message: string])[] = [
  [
    "the examples have another shape than the network takes",
    { host: mlp({ inputShape: [3], classes: 3 }) },
    'The shape of column "point" must be [3], without the batch axis, but is [2]. Cannot train "mlp".',
  ],
  [
    "there are more columns than the network takes",
    {
      data: arrays({
        ...spiral(6),
        inputs: { ...spiral(6).inputs, more: { values: [1, 2, 3, 4, 5, 6] } },
      }),
    },
    'The number of input columns must be 1, but is 2. Cannot train "mlp".',
  ],
  [
    "there are more classes than outputs",
    { host: mlp({ inputShape: [2], classes: 2 }) },
    'The network must have as many outputs as column "arm" has classes, 3, but has 2. Cannot train with softmaxCrossEntropy.',
  ],
  [
    "nothing is left to train",
    {
      host: layersModel(() => {
        const model = userModel();
        for (const layer of model.layers) layer.trainable = false;
        return model;
      }),
    },
    'No weight of "mine" is trainable: unfreeze a layer. Cannot train it.',
  ],
];

for (const [when, changes, message] of MISFITS) {
  test(`Trainer.run() refuses to begin when ${when}`, async () => {
    await leavesNoTensorsAfter(async () => {
      await using trainer = trainerOf(changes);
      await assert.rejects(() => trainer.run({ epochs: 1 }), { code: "host/unsupported", message });
    });
    assert.equal(tf.getBackend(), current);
  });
}

for (const [name, backend] of Object.entries(EACH_BACKEND)) {
  test(`Trainer trains a user's model, which keeps its new weights after dispose() on ${name}`, async () => {
    const model = userModel();
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    let trained: number[][] = [];
    {
      await using trainer = createTrainer({
        host: model,
        data: arrays(spiral(12)),
        modules: [backend(), adamw(), constant(0.05)],
      });
      await trainer.run({ epochs: 3 });
      trained = model.getWeights().map((weight) => [...weight.dataSync()]);
    }
    assert.equal(tf.getBackend(), current);
    const after = model.getWeights().map((weight) => [...weight.dataSync()]);
    assert.deepEqual(after, trained);
    for (const [index, values] of after.entries()) assert.notDeepEqual(values, before[index]);
    const output = model.predict(tf.ones([1, 2])) as tf.Tensor;
    assert.ok([...output.dataSync()].every(Number.isFinite));
  });

  test(`Trainer goes on with a user's model where another left it on ${name}`, async () => {
    const hashes: string[] = [];
    const model = userModel();
    for (let run = 0; run < 2; run++) {
      await leavesNoTensorsAfter(async () => {
        await using trainer = createTrainer({
          host: model,
          data: arrays(spiral(12)),
          modules: [backend(), ...sgd],
        });
        hashes.push((await trainer.run({ epochs: 1 })).weightsHash);
      });
      assert.equal(tf.getBackend(), current);
    }
    assert.notEqual(hashes[0], hashes[1]);
  });
}

test("Trainer begins with the same weights whatever was trained before", async () => {
  const hashes: string[] = [];
  for (let run = 0; run < 2; run++) {
    await using trainer = trainerOf();
    hashes.push((await trainer.run({ epochs: 1 })).weightsHash);
    Math.random();
  }
  assert.equal(hashes[0], hashes[1]);
});

test("Trainer.host() builds the network before the first run, and the run trains it", async () => {
  await using trainer = trainerOf();
  const host = await trainer.host();
  const [first] = host.parameters;
  const before = [...(first?.variable.dataSync() ?? [])];
  await trainer.run({ epochs: 1 });
  assert.equal(await trainer.host(), host);
  assert.notDeepEqual([...(first?.variable.dataSync() ?? [])], before);
});

test("Trainer fills the roles that are left open with the documented defaults", async () => {
  const trainer = createTrainer({
    host: mlp({ inputShape: [28, 28, 1], hidden: [], classes: 10 }),
    data: digits({ validation: 9_900 }),
    modules: [softmaxCrossEntropy(), ...sgd],
    batchSize: 100,
    validationBatchSize: 9_900,
  });
  const report = await trainer.run({ epochs: 1 });
  await trainer.dispose();
  assert.match(report.plan.providers["compute-backend"] ?? "", /^(tensorflow|wasm|cpu)$/);
  assert.equal(report.plan.providers.telemetry, "none");
});
