import assert from "node:assert/strict";
import { test } from "node:test";
import type { Slot, StageWeights } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { type Blueprint, hostPriority, mlp, seeds, weightedSum } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { assertClose } from "../../../../testing/_support/tensors.ts";
import { growTo, type SeedTestStage, seedStage } from "../../../_support/training/seeds.ts";

/** A gradient by the name of its group. */
type Gradient = Readonly<Record<string, readonly number[]>>;

const SEED = "seeds/hidden1";
const host = () => mlp({ inputShape: [4], hidden: [6, 5], classes: 3, slots: true });
/** Numbers of the host's weights before the slot: 4 x 6 and 6. */
const BEFORE = 30;

/** A seed in a stage, against the host: it makes -3 h of the first four units, which are not negative. */
async function grown(
  to: Stage,
  options: Omit<Parameters<typeof seedStage>[0] & object, "host"> = {},
): Promise<SeedTestStage> {
  const stage = await seedStage({ host: host(), blendSteps: 4, ...options });
  growTo(stage, to);
  for (let step = 0; to === Stage.SEED_STAGE_BLENDING && step < 2; step++) stage.step();
  const [narrow, , widen] = stage.training.parameters.map(({ variable }) => variable);
  tf.tidy(() => {
    narrow?.assign(tf.eye(6, 4));
    widen?.assign(tf.eye(4, 6).mul(-4));
  });
  return stage;
}

/** What the stage's rule makes of the batch. */
function combined(stage: SeedTestStage): Gradient {
  const { gradients } = stage.differentiate();
  const numbers = gradients.map((gradients_P) => [...gradients_P.dataSync()]);
  tf.dispose(gradients as tf.Tensor1D[]);
  return Object.fromEntries(stage.groups.names.map((name, at) => [name, numbers[at] ?? []]));
}

/** The gradient of the network by tfjs alone, for each group. */
function gradientOf(stage: SeedTestStage, training: boolean): Gradient {
  const { host, objective } = stage.parts;
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(
      () => objective.loss(host.forward(stage.batch.inputs, training), stage.batch.targets),
      stage.groups.variables,
    );
    return Object.fromEntries(
      [...stage.groups].map((group) => [
        group.name,
        [...group.flatten(({ variable }) => grads[variable.name]).dataSync()],
      ]),
    );
  });
}

/** The same with another graft in the first slot. */
function plain(stage: SeedTestStage, graft: (h: tf.Tensor) => tf.Tensor): Gradient {
  const [slot] = stage.parts.host.slots as [Slot];
  const before = slot.graft;
  slot.graft = graft;
  const gradient = gradientOf(stage, true);
  slot.graft = before;
  return gradient;
}

/** What the seed makes of an activation, by hand: h + W2 relu(W1 h + b1) + b2. */
function seedOf(stage: SeedTestStage, h: tf.Tensor): tf.Tensor {
  const [narrow, narrowBias, widen, widenBias] = stage.training.parameters.map(
    ({ variable }) => variable as tf.Tensor,
  ) as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor];
  const inner = tf.relu(tf.matMul(h as tf.Tensor2D, narrow).add(narrowBias)) as tf.Tensor2D;
  return h.add(tf.matMul(inner, widen).add(widenBias));
}

/** The parts of the gradient at a share: all of it, and what comes around the seed and through it at full share. */
function parts(stage: SeedTestStage, share: number) {
  const all = plain(stage, (h) =>
    seedOf(stage, h)
      .mul(share)
      .add(h.mul(1 - share)),
  );
  const around = plain(stage, (h) => {
    const { shape } = h;
    // Numbers, through which no gradient goes.
    const seen = tf.tensor(seedOf(stage, h).dataSync<"float32">(), shape);
    return seen.mul(share).add(h.mul(1 - share));
  });
  const through = mapped(all, (value, name, at) => (value - valueAt(around, name, at)) / share);
  return { all, around, through };
}

function mapped(
  gradient: Gradient,
  change: (value: number, name: string, at: number) => number,
): Gradient {
  return Object.fromEntries(
    Object.entries(gradient).map(([name, values]) => [
      name,
      values.map((value, at) => change(value, name, at)),
    ]),
  );
}

const valueAt = (gradient: Gradient, name: string, at: number) => gradient[name]?.[at] as number;

const dot = (a: Gradient, b: Gradient) =>
  Object.entries(a).reduce(
    (sum, [name, values]) =>
      values.reduce((rest, value, at) => rest + value * valueAt(b, name, at), sum),
    0,
  );

function close(actual: Gradient, expected: Gradient): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [name, values] of Object.entries(actual)) {
    assertClose([...values], [...(expected[name] ?? [])], 2e-6, name);
  }
}

test("a seed that is blended in is weighed by its share, so that the sum is the network's gradient", async () => {
  const stage = await grown(Stage.SEED_STAGE_BLENDING);
  close(combined(stage), parts(stage, 0.5).all);
  const [task] = stage.training.grafted;
  assert.deepEqual([task?.group, task?.share, task?.weight], [SEED, 0.5, 0.5]);
  stage.dispose();
});

for (const [to, weight, stageWeights] of [
  [Stage.SEED_STAGE_SHADOWING, 0.5, {}],
  [Stage.SEED_STAGE_PROBATIONARY, 1, {}],
  [Stage.SEED_STAGE_SHADOWING, 0.25, { [Stage.SEED_STAGE_SHADOWING]: 0.25 }],
] as readonly (readonly [Stage, number, StageWeights])[]) {
  test(`a seed in ${Stage[to]} counts ${weight} in its weights and those before it, and nothing behind it`, async () => {
    const stage = await grown(to, { stageWeights });
    const { all } = parts(stage, 1);
    const behind = (name: string, at: number) => name === "host" && at >= BEFORE;
    close(
      combined(stage),
      mapped(all, (value, name, at) => (behind(name, at) ? value : weight * value)),
    );
    stage.dispose();
  });
}

test("a seed gives way to the host when their gradients conflict, under hostPriority()", async () => {
  const stage = await grown(Stage.SEED_STAGE_BLENDING, { aggregator: hostPriority() });
  const { around, through, all } = parts(stage, 0.5);
  const inner = dot(around, through);
  assert.ok(inner < 0, `no conflict: ${inner}`);
  // 0.5 r_s loses its part along the host's: 0.5 (r_s - (r_s . h / |h|^2) h).
  const along = inner / dot(around, around);
  const expected = mapped(around, (value, name, at) => {
    return value + 0.5 * (valueAt(through, name, at) - along * value);
  });
  const result = combined(stage);
  close(result, expected);
  assert.ok(dot(result, around) > dot(all, around));
  const { combination } = stage.differentiate();
  assert.deepEqual(
    combination?.tasks.map(({ name, role }) => [name, role]),
    [
      ["softmax-cross-entropy", "host"],
      [SEED, "seed"],
    ],
  );
  stage.dispose();
});

test("two seeds divide the ways between them, and their sum is the network's gradient", async () => {
  const stage = await grown(Stage.SEED_STAGE_PROBATIONARY);
  const command = (operation: Op) => stage.prepare(operation, {}, "hidden2").commit();
  command(Op.SEED_OP_GERMINATE);
  command(Op.SEED_OP_START_TRAINING);
  for (let step = 0; step < 10; step++) stage.step();
  stage.endEpoch();
  command(Op.SEED_OP_START_GRAFTING);
  for (let step = 0; step < 2; step++) stage.step();
  assert.deepEqual(
    stage.training.grafted.map(({ group, share }) => [group, share]),
    [
      [SEED, 1],
      ["seeds/hidden2", 0.5],
    ],
  );
  // In a pass that is no training the network is the same, and nothing is cut.
  close(combined(stage), gradientOf(stage, false));
  stage.dispose();
});

test("seeds() takes the gradient of a network with a grafted seed in one pass when the tasks only add up", async () => {
  for (const to of [Stage.SEED_STAGE_BLENDING, Stage.SEED_STAGE_PROBATIONARY]) {
    const stage = await grown(to, { measuredEvery: 1_000_000 });
    // Step 0 is measured, and so is taken apart.
    assert.ok(stage.progress.step > 0);
    const { combination, gradients } = stage.differentiate();
    assert.equal(combination, undefined, Stage[to]);
    tf.dispose(gradients as tf.Tensor1D[]);
    close(combined(stage), gradientOf(stage, true));
    stage.dispose();
  }
});

for (const [reason, to, options] of [
  ["its stage counts half", Stage.SEED_STAGE_SHADOWING, {}],
  ["the aggregator compares gradients", Stage.SEED_STAGE_BLENDING, { aggregator: hostPriority() }],
  [
    "its weight is named",
    Stage.SEED_STAGE_BLENDING,
    { aggregator: weightedSum({ weights: { [SEED]: 0.5 } }) },
  ],
] as const) {
  test(`seeds() takes the gradient of a grafted seed by itself when ${reason}`, async () => {
    const stage = await grown(to, { measuredEvery: 1_000_000, ...options });
    const { combination, gradients } = stage.differentiate();
    assert.deepEqual(
      combination?.tasks.map(({ name }) => name),
      ["softmax-cross-entropy", SEED],
    );
    tf.dispose(gradients as tf.Tensor1D[]);
    stage.dispose();
  });
}

/** The root of an activation, whose slope at 0, where a ReLU leaves much, is infinite; times a gain. */
class RootOfActivation extends tf.layers.Layer {
  static readonly className = "RootOfActivation";
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

test("seeds() takes a gradient apart that is not finite as a whole, with the same random numbers", async () => {
  const rooted: Blueprint = {
    tier: 1,
    misfit: () => undefined,
    build: (input) => new RootOfActivation({ name: "root" }).apply(input) as tf.SymbolicTensor,
  };
  const gates = { maxOwnLossRatio: 9, maxGradientNorm: 1e9 };
  const options = { blueprints: { rooted }, blueprint: "rooted", blendSteps: 4, gates };
  const found: (readonly [unknown, Gradient])[] = [];
  for (const measuredEvery of [1, 1_000_000]) {
    const stage = await seedStage({ ...options, measuredEvery });
    growTo(stage, Stage.SEED_STAGE_BLENDING);
    for (let step = 0; step < 2; step++)
      stage.training.advance({ applied: true, norms: [1, 1], losses: [] });
    const { gradients, combination, norms } = stage.differentiate();
    const numbers = gradients.map((gradients_P) => [...gradients_P.dataSync()]);
    found.push([combination?.dropped, { host: numbers[0] ?? [] }]);
    assert.ok(Number.isFinite(norms[0]) && Number.isNaN(norms[1]));
    tf.dispose(gradients as tf.Tensor1D[]);
    stage.dispose();
  }
  const [[dropped, expected] = [], [, retried] = []] = found;
  assert.deepEqual(dropped, [1]);
  // The stage's host has dropout: another mask would give other numbers.
  assert.deepEqual(retried, expected);
});

test("seeds that are dormant, germinated, trained beside the host or fossilized are no tasks", async () => {
  for (const to of [
    Stage.SEED_STAGE_GERMINATED,
    Stage.SEED_STAGE_TRAINING,
    Stage.SEED_STAGE_FOSSILIZED,
  ]) {
    const stage = await seedStage({ host: host(), blendSteps: 4 });
    assert.deepEqual(stage.training.grafted, []);
    growTo(stage, to);
    assert.deepEqual(stage.training.grafted, [], Stage[to]);
    assert.deepEqual(stage.training.taskNames, [SEED, "seeds/hidden2"]);
    stage.dispose();
  }
});

for (const [stageWeights, message] of [
  [{ [Stage.SEED_STAGE_BLENDING]: -1 }, /"stageWeights.4" must be at least 0, but is -1/],
  [
    { [Stage.SEED_STAGE_FOSSILIZED]: 1 },
    /"stageWeights" must be weights by SeedLifecycleStage, of SEED_STAGE_TRAINING, SEED_STAGE_BLENDING/,
  ],
] as const) {
  test(`seeds() refuses the stage weights ${JSON.stringify(stageWeights)}`, () => {
    assert.throws(() => seeds({ stageWeights }), { code: "options/invalid", message });
  });
}
