import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import {
  adamw,
  arrays,
  type Blueprint,
  constant,
  makeHeuristic,
  pcgrad,
  renderReport,
  reportToJson,
  seeds,
  softmaxCrossEntropy,
  tasks,
  weightedSum,
} from "../../modules/mod.ts";
import { SeedOperation as Op } from "../../proto/mod.ts";
import { leavesNoTensorsAfter, spiral } from "../_support/training/training.ts";
import { convolutions, images, type Script, scripted, seededRun } from "./_seeded_run.ts";

const TRAINING = [adamw(), constant(0.01)];

/** Grafted in from epoch 7 on, of 5 steps each, and fossilized at the end of epoch 12. */
const GROWN: Script = {
  1: Op.SEED_OP_GERMINATE,
  2: Op.SEED_OP_START_TRAINING,
  5: Op.SEED_OP_START_GRAFTING,
  8: Op.SEED_OP_STABILIZE,
  9: Op.SEED_OP_EVALUATE,
  11: Op.SEED_OP_FOSSILIZE,
};

const grow = (script: Script = GROWN, blueprint = "dense-bottleneck") =>
  scripted(script, "hidden1", blueprint);

test("Trainer.run() reports the gradient through a seed by epoch, in its spans and at its end", () =>
  leavesNoTensorsAfter(async () => {
    const { report, stories, recorder } = await seededRun(13, {
      modules: [...TRAINING, seeds({ blendSteps: 10, gates: { minLossGain: -1 } })],
      policy: grow(),
    });
    assert.deepEqual(report.incidents, []);
    assert.equal(stories[0]?.stages.at(-1)?.stage, "SEED_STAGE_FOSSILIZED");
    // Five steps an epoch, of which every tenth is measured (30, 50), and each in SHADOWING, where it counts half.
    const counted = report.epochs.map(({ seeds = [] }) => seeds.map(({ steps }) => steps));
    assert.deepEqual(counted, [[], [], [], [], [], [], [1], [], [5], [], [1], [], []]);
    for (const { seeds: [seed] = [] } of report.epochs) {
      if (!seed) continue;
      const { norm, share, cosine, conflicts, steps } = seed;
      assert.ok(norm > 0 && share > 0 && share < 1 && Math.abs(cosine) <= 1, JSON.stringify(seed));
      assert.ok(conflicts <= steps);
    }
    const influence = stories[0]?.influence;
    assert.deepEqual([influence?.steps, influence?.dropped], [7, 0]);
    const spans = recorder.spans.filter(({ name }) => name === "tolaria.epoch");
    const [seed] = report.epochs[8]?.seeds ?? [];
    const at = (key: string) => spans[8]?.attributes[`tolaria.seeds.${key}`];
    assert.deepEqual([at("names"), at("steps"), at("dropped")], [["hidden1"], [5], [0]]);
    assert.deepEqual(
      [at("norms"), at("shares"), at("cosines"), at("conflicts")],
      [[seed?.norm], [seed?.share], [seed?.cosine], [seed?.conflicts]],
    );
    assert.equal(spans[0]?.attributes["tolaria.seeds.names"], undefined);
    assert.match(
      renderReport(report),
      /^ {6}gradient {6}\d+\.\d % of the lengths added, cosine to the host's -?\d\.\d\d, against it in \d+ of 7 measured steps$/m,
    );
    assert.equal(reportToJson(report).seeds[0]?.influence?.steps, 7);
  }));

test("Trainer.run() accepts an aggregator that names the task of a seed that does not exist yet", async () => {
  // Weights of a sum by name, of a seed that is not there yet.
  const settings = (module = weightedSum()) => ({
    modules: [...TRAINING, module, seeds({ blendSteps: 10 })],
    policy: grow({ 1: GROWN[1], 2: GROWN[2], 5: GROWN[5] } as Script),
  });
  const once = await seededRun(8, settings());
  const named = await seededRun(8, settings(weightedSum({ weights: { "seeds/hidden1": 1 } })));
  assert.deepEqual(named.weights, once.weights);
  const without = await seededRun(8, settings(weightedSum({ weights: { "seeds/hidden1": 0 } })));
  assert.notDeepEqual(without.weights, once.weights);
});

test("Trainer.run() has a task for each of two losses and one for the seed, and names where each is largest", async () => {
  const { targets, ...points } = spiral(60);
  const shifted = Int32Array.from(targets.arm.values, (arm) => (arm + 1) % 3);
  const settings = {
    data: arrays({ ...points, targets: { ...targets, next: { values: shifted, classes: 3 } } }),
    modules: [
      ...TRAINING,
      pcgrad(),
      tasks({
        arm: { objective: softmaxCrossEntropy(), output: 0 },
        next: { objective: softmaxCrossEntropy(), output: 0 },
      }),
      seeds({ blendSteps: 10 }),
    ],
    policy: grow(),
    stepSpanEvery: 1,
    topLayerNorms: 2,
    batchSize: 6,
    accumulationSteps: 2,
  };
  const { report, recorder, weights } = await seededRun(9, settings);
  assert.deepEqual(report.incidents, []);
  const step = recorder.spans.filter(({ name }) => name === "tolaria.step").at(-1);
  assert.deepEqual(step?.attributes["tolaria.aggregation.tasks"], ["arm", "next", "seeds/hidden1"]);
  const layers = step?.attributes["tolaria.aggregation.layers"] as string[];
  const ofSeed = layers.filter((text) => text.startsWith("seeds/hidden1 "));
  assert.equal(ofSeed.length, 2);
  // Before the slot, or of the seed itself.
  for (const text of ofSeed) assert.match(text, /^seeds\/hidden1 (hidden1|seeds\/hidden1)\//);
  assert.deepEqual(Object.keys(report.epochs[8]?.train.metrics ?? {}).slice(0, 2), [
    "arm_loss",
    "next_loss",
  ]);
  assert.deepEqual((await seededRun(9, settings)).weights, weights);
});

/** A gain for the root of an activation, whose slope at 0, where ReLU leaves much, is infinite. */
class Root extends tf.layers.Layer {
  static readonly className = "Root";
  #gain: tf.LayerVariable | undefined;

  override build(): void {
    this.#gain = this.addWeight("gain", [1], "float32", tf.initializers.ones());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [h] = [inputs].flat() as [tf.Tensor];
    return h.sqrt().mul(this.#gain?.read() as tf.Tensor);
  }
}

const rooted: Blueprint = {
  tier: 1,
  misfit: () => undefined,
  build: (input) => new Root({ name: "root" }).apply(input) as tf.SymbolicTensor,
};

test("Trainer.run() skips a seed whose gradient is not finite, and the host continues", async () => {
  const { report, stories, recorder } = await seededRun(9, {
    modules: [
      ...TRAINING,
      seeds({ blueprints: { rooted }, blendSteps: 5, gates: { maxOwnLossRatio: 9 } }),
    ],
    policy: grow(GROWN, "rooted"),
  });
  const dropped = report.incidents.filter(({ kind }) => kind === "task/non-finite");
  assert.ok(dropped.length > 0);
  assert.match(
    dropped[0]?.message ?? "",
    /^gradient through "seeds\/hidden1" is not finite at step \d+: task left out of the step$/,
  );
  assert.equal(stories[0]?.influence?.dropped, dropped.length);
  assert.equal(report.steps, 45);
  assert.ok(report.epochs.every(({ train }) => Number.isFinite(train.loss)));
  const events = recorder.spans.flatMap((span) => span.events);
  assert.ok(
    events.some(({ attributes }) => attributes?.["tolaria.incident.kind"] === "task/non-finite"),
  );
  // The gate has seen it.
  const refused = report.incidents.find(({ kind }) => kind === "command/refused");
  assert.match(refused?.message ?? "", /non_finite_steps must be at most 0/);
});

test("Trainer.run() rejects a loss that has the name of a seed's task", async () => {
  const named = tasks({
    "seeds/hidden1": { objective: softmaxCrossEntropy(), output: 0 },
    b: { objective: softmaxCrossEntropy(), output: 0 },
  });
  await assert.rejects(seededRun(1, { modules: [...TRAINING, named, seeds()], data: twice() }), {
    code: "options/invalid",
    message: /must not be that of a seed's task, but is "seeds\/hidden1"/,
  });
});

/** The arm of a spiral, under the names of two losses. */
function twice() {
  const { targets, ...points } = spiral(12);
  return arrays({ ...points, targets: { "seeds/hidden1": targets.arm, b: targets.arm } });
}

test("makeHeuristic() tries another blueprint when one does not fit the slot", async () => {
  const { report, stories } = await seededRun(8, {
    host: convolutions(),
    data: arrays(images(48)),
    modules: [...TRAINING, seeds()],
    // What it draws first fits neither slot.
    policy: makeHeuristic({
      seed: 7,
      patience: 1,
      minImprovement: 1,
      blueprints: ["dense-bottleneck", "conv-norm"],
    }),
  });
  const misfits = report.incidents.filter(({ message }) =>
    /"dense-bottleneck" needs an activation of shape/i.test(message),
  );
  assert.equal(misfits.length, 2);
  const grown = stories.map(({ seed, blueprint }) => [seed, blueprint]);
  assert.deepEqual(grown, [
    ["conv1", "conv-norm"],
    ["conv2", "conv-norm"],
  ]);
});
