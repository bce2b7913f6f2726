import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { cnn } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { conformsToKasmina } from "../../../../testing/kasmina.ts";
import { growTo, onSeedStage, seedStage } from "../../../_support/training/seeds.ts";

conformsToKasmina(async () => {
  const stage = await seedStage();
  const { kasmina, groups, parts } = stage;
  const grafts = () => parts.host.slots?.map(({ graft }) => graft !== undefined);
  return {
    kasmina,
    seedId: "hidden1",
    visible: () => [
      groups.names,
      parts.rates.rateOf("host"),
      grafts(),
      stage.outputs(),
      stage.transitions,
    ],
  };
});

test("seeds() shows a dormant seed for each empty slot", () =>
  onSeedStage(({ kasmina }) => {
    const seen = kasmina
      .seedStates()
      .map(({ seedId, stage, layerDepth }) => [seedId, stage, layerDepth]);
    assert.deepEqual(seen, [
      ["hidden1", Stage.SEED_STAGE_DORMANT, 1],
      ["hidden2", Stage.SEED_STAGE_DORMANT, 2],
    ]);
  }));

test("seeds() leads a seed through every stage and gate and trains it in between", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
    const [story] = stage.training.stories;
    assert.deepEqual(
      story?.stages.map(({ stage, reason }) => [stage, reason]),
      ["GERMINATED", "TRAINING", "BLENDING", "SHADOWING", "PROBATIONARY", "FOSSILIZED"].map(
        (name) => [`SEED_STAGE_${name}`, "a test"],
      ),
    );
    assert.deepEqual(
      stage.transitions.map(({ verdict }) => [verdict?.gate, verdict?.passed]),
      [1, 1, 2, 3, 4, 5].map((gate) => [gate, true]),
    );
    assert.deepEqual([story?.before?.loss, story?.after?.loss], [1, 1]);
  }));

for (const operation of [
  Op.SEED_OP_GERMINATE,
  Op.SEED_OP_START_TRAINING,
  Op.SEED_OP_START_GRAFTING,
  Op.SEED_OP_CULL,
]) {
  test(`seeds() leaves no trace of ${Op[operation]} when it is aborted`, () =>
    onSeedStage((stage) => {
      const before = {
        [Op.SEED_OP_START_TRAINING]: 2,
        [Op.SEED_OP_START_GRAFTING]: 3,
        [Op.SEED_OP_CULL]: 3,
      }[operation as number];
      if (before) growTo(stage, before);
      for (let step = 0; step < 10; step++) stage.step();
      stage.endEpoch();
      const visible = () => [
        stage.kasmina.seedStates(),
        stage.groups.names,
        stage.outputs(),
        tf.memory().numTensors,
        stage.transitions.length,
      ];
      const seen = visible();
      stage.prepare(operation).abort();
      assert.deepEqual(visible(), seen);
    }));
}

test("seeds() gives a seed its own group, warming up from a tenth of the host's rate", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    assert.deepEqual(stage.groups.names, ["host", "seeds/hidden1"]);
    const rate = stage.kasmina.seedStates()[0]?.learningRate as number;
    assert.ok(Math.abs(rate - 0.001) < 1e-12);
  }));

for (const [parameters, steps] of [
  [{}, 100],
  [{ max_warmup_steps: 4 }, 4],
  [{ max_warmup_steps: 999 }, 100],
] as const) {
  test(`seeds() warms the rate of a seed up over ${steps} steps when its command says ${JSON.stringify(parameters)}`, () =>
    onSeedStage((stage) => {
      const { optimizers } = stage.parts;
      const prepareGroup = optimizers.prepareGroup.bind(optimizers);
      const given: number[] = [];
      optimizers.prepareGroup = (seed) => {
        given.push(seed.warmupSteps);
        return prepareGroup(seed);
      };
      stage.prepare(Op.SEED_OP_GERMINATE, { train: 1, ...parameters }).commit();
      assert.deepEqual(given, [steps]);
    }));
}

test("seeds() holds a blend, and scales a seed's rate, when it is transitions to fine-tune", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_BLENDING);
    const alpha = () => stage.kasmina.seedStates()[0]?.metrics?.alpha;
    stage.step();
    stage.step();
    stage.prepare(Op.SEED_OP_FINE_TUNE, { hold: 1, learning_rate_scale: 0.5 }).commit();
    stage.step();
    assert.equal(alpha(), 0.5);
    stage.prepare(Op.SEED_OP_FINE_TUNE, { hold: 0 }).commit();
    for (let step = 0; step < 2; step++) stage.step();
    assert.equal(alpha(), 1);
  }));

test("seeds() returns a seed to training when its blend is cancelled", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_BLENDING);
    for (let step = 0; step < 3; step++) stage.step();
    stage.prepare(Op.SEED_OP_CANCEL).commit();
    for (let step = 0; step < 2; step++) stage.step();
    assert.equal(stage.stage, Stage.SEED_STAGE_BLENDING);
    stage.step();
    assert.equal(stage.stage, Stage.SEED_STAGE_TRAINING);
    assert.equal(stage.transitions.at(-1)?.reason, "blended out again");
  }));

test("seeds() rests a slot after a cull, and grows another seed in it then", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_TRAINING);
      stage.prepare(Op.SEED_OP_CULL).commit();
      const stages = Array.from({ length: 5 }, () => {
        const now = stage.stage;
        stage.endEpoch();
        return now;
      });
      const { SEED_STAGE_CULLED, SEED_STAGE_EMBARGOED, SEED_STAGE_RESETTING, SEED_STAGE_DORMANT } =
        Stage;
      assert.deepEqual(stages, [
        SEED_STAGE_CULLED,
        SEED_STAGE_EMBARGOED,
        SEED_STAGE_EMBARGOED,
        SEED_STAGE_RESETTING,
        SEED_STAGE_DORMANT,
      ]);
      assert.deepEqual(
        stage.transitions.at(-1)?.verdict?.checks.map(({ name, value }) => [name, value]),
        [["weights_held", 0]],
      );
      stage.prepare(Op.SEED_OP_GERMINATE).commit();
      assert.deepEqual(
        stage.training.stories.map(({ generation }) => generation),
        [1, 2],
      );
    },
    { embargoEpochs: 2 },
  ));

test("seeds() leaves no trace of a seed that is to train at once when it is aborted", () =>
  onSeedStage((stage) => {
    const visible = () => [stage.kasmina.seedStates(), stage.groups.names, stage.outputs()];
    const before = visible();
    stage.prepare(Op.SEED_OP_GERMINATE, { train: 1 }).abort();
    assert.deepEqual(visible(), before);
    stage.prepare(Op.SEED_OP_GERMINATE, { train: 1 }).commit();
    assert.equal(stage.stage, Stage.SEED_STAGE_TRAINING);
    assert.deepEqual(
      stage.transitions.map(({ from, to }) => [from, to]),
      [
        [Stage.SEED_STAGE_DORMANT, Stage.SEED_STAGE_GERMINATED],
        [Stage.SEED_STAGE_GERMINATED, Stage.SEED_STAGE_TRAINING],
      ],
    );
  }));

for (const blueprint of ["conv-norm", "depthwise-conv", "attention"]) {
  test(`seeds() leads ${blueprint} through its lifecycle in an image slot, and it learns`, () =>
    onSeedStage(
      (stage) => {
        growTo(stage, Stage.SEED_STAGE_BLENDING);
        for (let step = 0; step < 4; step++) stage.step();
        const weights = () =>
          stage.training.parameters.map(({ variable }) => [...variable.dataSync()]);
        const grafted = weights();
        const losses = Array.from({ length: 10 }, () => stage.step());
        // Each of its weights is reached by the loss of the network that it is in.
        for (const [at, numbers] of weights().entries()) assert.notDeepEqual(numbers, grafted[at]);
        assert.ok((losses.at(-1) as number) < (losses[0] as number));
        growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
        assert.equal(stage.training.stories[0]?.blueprint, blueprint);
      },
      {
        blueprint,
        blendSteps: 4,
        host: cnn({ inputShape: [4, 4, 1], filters: [2, 3], units: 4, classes: 3, slots: true }),
      },
    ));
}

test("seeds() holds no more tensors from step to step, in any stage", () =>
  onSeedStage((stage) => {
    for (const to of [2, 3, 4, 5, 6, 7]) {
      growTo(stage, to);
      stage.step();
      const before = tf.memory().numTensors;
      stage.step();
      assert.equal(tf.memory().numTensors, before, Stage[to]);
    }
  }));

test("seeds() skips and reports the update of a seed whose gradient is not finite", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    stage.training.advance({ applied: true, norms: [1, Number.NaN], losses: [0.5] });
    assert.match(
      stage.faults[0] ?? "",
      /^gradient norm of seed "hidden1" is NaN: its weights are left/,
    );
  }));

test("seeds() accepts further blueprints", () =>
  onSeedStage((stage) => stage.prepare(Op.SEED_OP_GERMINATE).commit(), {
    blueprints: {
      "dense-bottleneck": {
        tier: 1,
        misfit: () => undefined,
        build: (input, [units = 0]) =>
          tf.layers.dense({ name: "own", units }).apply(input) as tf.SymbolicTensor,
      },
    },
  }));
