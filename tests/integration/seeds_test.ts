import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import {
  adamw,
  arrays,
  type Blueprint,
  constant,
  makeHeuristic,
  mlp,
  noSnapshots,
  pcgrad,
  renderReport,
  seeds,
  softmaxCrossEntropy,
  tasks,
} from "../../modules/mod.ts";
import { SeedOperation as Op } from "../../proto/mod.ts";
import { leavesNoTensorsAfter, spiral, watching } from "../_support/training/training.ts";
import {
  convolutions,
  images,
  perceptron,
  type Script,
  scripted,
  seededRun,
} from "./_seeded_run.ts";
import { eventsOf } from "./_small_run.ts";

const TRAINING = [adamw(), constant(0.01)];

/** A seed that is germinated in epoch 1, trains in epoch 5, and is culled at the end of that. */
const TRAINED_AND_CULLED: Script = {
  1: Op.SEED_OP_GERMINATE,
  3: Op.SEED_OP_START_TRAINING,
  5: Op.SEED_OP_CULL,
};

const GROWN: Script = {
  1: Op.SEED_OP_GERMINATE,
  2: Op.SEED_OP_START_TRAINING,
  5: Op.SEED_OP_START_GRAFTING,
  8: Op.SEED_OP_STABILIZE,
  10: Op.SEED_OP_EVALUATE,
  12: Op.SEED_OP_FOSSILIZE,
};

const stagesOf = (stages: readonly { readonly stage: string; readonly epoch: number }[]) =>
  stages.map(({ stage, epoch }) => `${stage.replace("SEED_STAGE_", "")} ${epoch}`);

const NETWORKS = {
  "a perceptron with dropout": {
    host: perceptron,
    data: () => arrays({ ...spiral(60), validation: spiral(12) }),
    slot: "hidden1",
    blueprint: "dense-bottleneck",
  },
  "a convolutional network with batch norm": {
    host: convolutions,
    data: () => arrays({ ...images(48), validation: images(9) }),
    slot: "conv1",
    blueprint: "conv-norm",
  },
} as const;

for (const [name, { host, data, slot, blueprint }] of Object.entries(NETWORKS)) {
  test(`Trainer.run() leaves ${name} as without seeds, to the bit, when a trained seed is culled`, async () => {
    // With limits on the gradient's norm and several batches a step, which must not see the seed either.
    const settings = { clipNorm: 0.2, accumulationSteps: 2 };
    const grown = await seededRun(8, {
      host: host(),
      data: data(),
      modules: [...TRAINING, seeds()],
      policy: scripted(TRAINED_AND_CULLED, slot, blueprint),
      ...settings,
    });
    const plain = await seededRun(8, {
      host: host(false),
      data: data(),
      modules: TRAINING,
      ...settings,
    });
    assert.deepEqual(stagesOf(grown.stories[0]?.stages ?? []), [
      "GERMINATED 2",
      "TRAINING 4",
      "CULLED 5",
      "EMBARGOED 6",
    ]);
    assert.deepEqual(grown.weights, plain.weights);
    const metricsOf = ({ report }: typeof grown) =>
      report.epochs.map(({ train, validation, learningRate }) => [train, validation, learningRate]);
    assert.deepEqual(metricsOf(grown), metricsOf(plain));
    assert.deepEqual(grown.report.incidents, []);
  });
}

test("Trainer.run() leaves a network of two losses as without seeds, to the bit, when a trained seed is culled", async () => {
  const { targets, ...points } = spiral(60);
  const shifted = Int32Array.from(targets.arm.values, (arm) => (arm + 1) % 3);
  const data = { ...points, targets: { ...targets, next: { values: shifted, classes: 3 } } };
  const settings = {
    data: arrays(data),
    modules: [
      ...TRAINING,
      pcgrad(),
      tasks({
        arm: { objective: softmaxCrossEntropy(), output: 0 },
        next: { objective: softmaxCrossEntropy(), output: 0 },
      }),
      seeds(),
    ],
    clipNorm: 0.2,
  };
  const policy = scripted(TRAINED_AND_CULLED, "hidden1", "dense-bottleneck");
  const [grown, plain] = [
    await seededRun(8, { ...settings, policy }),
    await seededRun(8, settings),
  ];
  assert.equal(grown.stories[0]?.stages[2]?.stage, "SEED_STAGE_CULLED");
  assert.deepEqual(grown.weights, plain.weights);
  assert.deepEqual(
    grown.report.epochs.map(({ train }) => train),
    plain.report.epochs.map(({ train }) => train),
  );
});

test("Trainer.run() takes a seed through its lifecycle, traces each stage and reports its story", () =>
  leavesNoTensorsAfter(async () => {
    const { report, stories, recorder } = await seededRun(16, {
      modules: [...TRAINING, seeds({ blendSteps: 10, gates: { minLossGain: -1 } })],
      policy: scripted(GROWN, "hidden1", "dense-bottleneck"),
    });
    assert.deepEqual(report.incidents, []);
    // What is built is prepared after the boundary that asked, and committed in the next; the rest happens at once.
    const stages = [
      "GERMINATED",
      "TRAINING",
      "BLENDING",
      "SHADOWING",
      "PROBATIONARY",
      "FOSSILIZED",
    ];
    const [story] = stories;
    assert.deepEqual(stagesOf(story?.stages ?? []), [
      "GERMINATED 2",
      "TRAINING 3",
      "BLENDING 5",
      "SHADOWING 8",
      "PROBATIONARY 10",
      "FOSSILIZED 12",
    ]);
    assert.equal(story?.stages[2]?.reason, "epoch 5");
    const train = (epoch: number) => report.epochs[epoch - 1]?.train;
    assert.deepEqual([story?.before, story?.after], [train(5), train(12)]);
    assert.deepEqual(
      eventsOf(recorder, "tolaria.seed").map((event) => [
        String(event["tolaria.seed.to"]).replace("SEED_STAGE_", ""),
        String(event["tolaria.seed.gate"]).slice("SEED_GATE_".length, "SEED_GATE_G0".length),
        event["tolaria.seed.passed"],
      ]),
      stages.map((stage, at) => [stage, `G${Math.max(0, at - 1)}`, true]),
    );
    assert.match(
      renderReport(report),
      /^ {4}hidden1: dense-bottleneck of 58 numbers, fossilized and still trained; loss /m,
    );
  }));

test("Trainer.run() reports a gate that a seed fails with its evidence, and continues", async () => {
  const { report, stories, recorder } = await seededRun(5, {
    modules: [...TRAINING, seeds()],
    policy: scripted(
      { 1: Op.SEED_OP_GERMINATE, 2: Op.SEED_OP_START_TRAINING, 3: Op.SEED_OP_START_GRAFTING },
      "hidden2",
      "dense-bottleneck",
    ),
  });
  assert.equal(stories[0]?.stages.at(-1)?.stage, "SEED_STAGE_TRAINING");
  const [incident] = report.incidents;
  assert.equal(incident?.kind, "command/refused");
  assert.match(
    incident?.message ?? "",
    /SEED_GATE_G1_GRADIENT_HEALTH does not let it pass: steps must/,
  );
  const refused = eventsOf(recorder, "tolaria.seed").at(-1) ?? {};
  assert.equal(refused["tolaria.seed.passed"], false);
  assert.deepEqual(
    (refused["tolaria.seed.evidence"] as string[])[0],
    "steps 0 must be at least 10",
  );
});

test("makeHeuristic() grows a seed that helps, the same way each time", async () => {
  const grow = () =>
    seededRun(22, {
      host: mlp({ inputShape: [4, 4, 1], hidden: [3, 4], classes: 3, slots: ["hidden1"] }),
      data: arrays(images(60)),
      modules: [...TRAINING, seeds({ blendSteps: 10 })],
      policy: makeHeuristic({
        patience: 2,
        minImprovement: 0.05,
        stageEpochs: 2,
        blueprints: ["dense-bottleneck"],
      }),
    });
  const [first, second] = [await grow(), await grow()];
  const [story] = first.stories;
  assert.equal(story?.stages.at(-1)?.stage, "SEED_STAGE_FOSSILIZED");
  assert.equal(story?.stages[0]?.reason, "plateau: no fall of the loss by 5 % in 2 epochs");
  assert.ok((story?.after?.loss as number) < (story?.before?.loss as number));
  assert.deepEqual(first.report.incidents, []);
  assert.deepEqual(second.stories, first.stories);
  assert.equal(second.report.weightsHash, first.report.weightsHash);
});

test("Trainer.run() holds the same number of tensors in every epoch while a seed trains, blends and stays", () =>
  leavesNoTensorsAfter(async () => {
    const held: number[] = [];
    await seededRun(18, {
      modules: [
        ...TRAINING,
        seeds({ blendSteps: 10 }),
        // Which hold what was, up to a bound.
        noSnapshots(),
        watching({ onEpoch: () => held.push(tf.memory().numTensors) }),
      ],
      policy: scripted(GROWN, "hidden1", "dense-bottleneck"),
    });
    const between = (from: number, to: number) => new Set(held.slice(from - 1, to)).size;
    // Epochs in TRAINING, in BLENDING with SHADOWING, and in FOSSILIZED.
    assert.deepEqual([between(4, 5), between(7, 12), between(14, 18)], [1, 1, 1]);
  }));

test("Trainer.run() computes the same when a seed without weights goes through its lifecycle", async () => {
  const policy = scripted(GROWN, "hidden1", "identity");
  const settings = {
    modules: [...TRAINING, seeds({ blendSteps: 10, gates: { minLossGain: -1 } })],
  };
  const [grown, plain] = [
    await seededRun(14, { ...settings, policy }),
    await seededRun(14, settings),
  ];
  assert.equal(grown.stories[0]?.stages.at(-1)?.stage, "SEED_STAGE_FOSSILIZED");
  assert.deepEqual(grown.report.incidents, []);
  // While it is beside the host, to the bit; alpha h + (1 - alpha) h rounds.
  const trained = ({ report }: typeof grown) => report.epochs.slice(0, 6).map(({ train }) => train);
  assert.deepEqual(trained(grown), trained(plain));
});

/** Computes what is no number as soon as it is not given zeros, which are all that it is probed with. */
const broken: Blueprint = {
  tier: 1,
  misfit: () => undefined,
  build: (input, [units = 0]) =>
    tf.layers
      .dense({
        name: "broken",
        units,
        kernelInitializer: tf.initializers.constant({ value: 3e38 }),
      })
      .apply(input) as tf.SymbolicTensor,
};

test("Trainer.run() isolates a seed whose gradient is not finite", async () => {
  const settings = { modules: [...TRAINING, seeds({ blueprints: { broken } })] };
  const policy = scripted(TRAINED_AND_CULLED, "hidden2", "broken");
  const [grown, plain] = [
    await seededRun(6, { ...settings, policy }),
    await seededRun(6, settings),
  ];
  assert.deepEqual(grown.weights, plain.weights);
  const faults = grown.report.incidents.map(({ kind }) => kind);
  assert.ok(faults.length > 0);
  assert.deepEqual([...new Set(faults)], ["seed/non-finite"]);
});

test("Trainer.run() keeps the last weights, and says so, when the best epoch had no seed yet", async () => {
  const { report } = await seededRun(7, {
    modules: [...TRAINING, seeds()],
    policy: scripted(GROWN, "hidden1", "dense-bottleneck"),
    // No later epoch is better by so much than the first.
    run: { restoreBest: true, earlyStopping: { patience: 9, minDelta: 10 } },
  });
  assert.equal(report.restoredEpoch, undefined);
  assert.match(
    report.incidents.find(({ kind }) => kind === "best/not-restored")?.message ?? "",
    /must be those of the snapshot \(none\), but are hidden1\/1 at 0\./,
  );
});
