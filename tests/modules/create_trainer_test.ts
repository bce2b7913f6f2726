import assert from "node:assert/strict";
import { test } from "node:test";
import { role } from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";
import {
  adamw,
  arrays,
  CATALOGUE,
  cnn,
  constant,
  createTrainer,
  frozen,
  mlp,
  silent,
  type TrainerConfig,
} from "../../modules/mod.ts";
import { testBackend } from "../../testing/_support/test_backend.ts";
import { spiral } from "../_support/training/training.ts";

const base: TrainerConfig = {
  host: mlp({ inputShape: [2], hidden: [], classes: 3 }),
  data: arrays(spiral(6)),
  modules: [testBackend(), adamw(), constant(0.1)],
};

/** What the built-in providers of a role are called in messages. */
function providersOf(tokenName: string): string {
  const entry = CATALOGUE.find((candidate) => candidate.tokenName === tokenName);
  assert.ok(entry);
  return Object.keys(entry.providers)
    .map((name) => `${name}()`)
    .join(", ");
}

/** What a user may write who does not check types, or has none. */
const create = (changes: object) => createTrainer({ ...base, ...changes } as TrainerConfig);

function fails(changes: object, expected: { name?: string; code?: string; message: string }) {
  assert.throws(() => create(changes), expected);
}

test("createTrainer() lists the built-in providers of a missing role", () => {
  fails(
    { modules: [adamw()] },
    {
      code: "container/missing",
      message: `No provider plays the role "learning-rate-policy": add one to "modules", or bind LEARNING_RATE_POLICY to your own; built-in providers are ${providersOf("LEARNING_RATE_POLICY")}. Cannot create the trainer.`,
    },
  );
  fails(
    { modules: [constant(0.1)] },
    {
      code: "container/missing",
      message: `No provider plays the role "optimizer": add one to "modules", or bind OPTIMIZER to your own; built-in providers are ${providersOf("OPTIMIZER")}. Cannot create the trainer.`,
    },
  );
});

test("createTrainer() names the role that has two providers", () => {
  fails(
    { modules: [adamw(), frozen(), constant(0.1)] },
    {
      code: "container/duplicate",
      message: `2 providers play the role "optimizer" (token OPTIMIZER), which takes one: keep one of them; built-in providers are ${providersOf("OPTIMIZER")}. Cannot create the trainer.`,
    },
  );
});

test("createTrainer() names the role that has two providers when 'modules' has another host", () => {
  fails(
    { modules: [...base.modules, mlp({ inputShape: [2], classes: 3 })] },
    {
      code: "container/duplicate",
      message: `2 providers play the role "host" (token HOST_BUILDER), which takes one: keep one of them; built-in providers are ${providersOf("HOST_BUILDER")}. Cannot create the trainer.`,
    },
  );
});

test("createTrainer() lists the known roles when one is unknown", () => {
  const optimiser = new ContainerModule(({ bind }) => {
    bind(role("optimiser")).toConstantValue({});
  });
  const roles = CATALOGUE.map(({ token }) => Symbol.keyFor(token as symbol)?.split("/")[1]);
  fails(
    { modules: [...base.modules, optimiser] },
    {
      code: "container/unknown",
      message: `Unknown role "optimiser"; did you mean "optimizer"? Known roles: ${roles.join(", ")}. Cannot create the trainer: a module binds it.`,
    },
  );
});

test("createTrainer() suggests the call when a provider was not called", () => {
  fails(
    { host: cnn },
    {
      name: "TypeError",
      message:
        '"host" must be a tfjs LayersModel or a module that a provider function returns (call it, as in cnn()), but is function cnn. Cannot create the trainer.',
    },
  );
  fails(
    { modules: [testBackend(), [adamw, constant(0.1)]] },
    {
      name: "TypeError",
      message:
        '"modules[1][0]" must be a module that a provider function returns (call it, as in adamw()), but is function adamw. Cannot create the trainer.',
    },
  );
});

test("createTrainer() names what is missing or is no module", () => {
  const rule = "must be a module that a provider function returns, but is";
  fails(
    { data: undefined },
    { name: "TypeError", message: `"data" ${rule} undefined. Cannot create the trainer.` },
  );
  fails(
    { modules: [adamw(), null] },
    { name: "TypeError", message: `"modules[1]" ${rule} null. Cannot create the trainer.` },
  );
  fails(
    { host: { layers: 3 } },
    {
      name: "TypeError",
      message:
        '"host" must be a tfjs LayersModel or a module that a provider function returns, but is {"layers":3}. Cannot create the trainer.',
    },
  );
  fails(
    { modules: adamw() },
    {
      name: "TypeError",
      message: '"modules" must be a list of modules, but is one module. Cannot create the trainer.',
    },
  );
  fails(
    { modules: undefined },
    {
      name: "TypeError",
      message: '"modules" must be a list of modules, but is undefined. Cannot create the trainer.',
    },
  );
});

test("createTrainer() refuses a missing config", () => {
  // @ts-expect-error: the config is missing
  assert.throws(() => createTrainer(), {
    name: "TypeError",
    message: '"config" must be an object, but is undefined. Cannot create the trainer.',
  });
});

const SETTINGS: readonly (readonly [setting: object, message: string])[] = [
  [{ seed: -1 }, '"seed" must be at least 0, but is -1'],
  [{ seed: 0.5 }, '"seed" must be a whole number, but is 0.5'],
  [{ batchSize: 0 }, '"batchSize" must be at least 1, but is 0'],
  [{ batchSize: "64" }, `"batchSize" must be a number, but is "64"`],
  [{ validationBatchSize: 0 }, '"validationBatchSize" must be at least 1, but is 0'],
  [{ accumulationSteps: 1.5 }, '"accumulationSteps" must be a whole number, but is 1.5'],
  [{ clipNorm: 0 }, '"clipNorm" must be greater than 0, but is 0'],
  [{ clipNorm: Number.NaN }, '"clipNorm" must be a number, but is NaN'],
  [{ yieldEveryMs: 0 }, '"yieldEveryMs" must be greater than 0, but is 0'],
  [{ maxNonFiniteSteps: 0 }, '"maxNonFiniteSteps" must be at least 1, but is 0'],
  [{ stepSpanEvery: 0 }, '"stepSpanEvery" must be at least 1, but is 0'],
  [
    { epochs: 3 },
    'Unknown option "epochs"; known options: seed, shuffle, batchSize, validationBatchSize, accumulationSteps, shards, clipNorm, clipValue, taskClipNorm, groups, rebuildLimit, yieldEveryMs, maxNonFiniteSteps, stepSpanEvery, control, topLayerNorms',
  ],
];

for (const [setting, fault] of SETTINGS) {
  test(`createTrainer() refuses ${JSON.stringify(setting)}`, () => {
    fails(setting, { code: "options/invalid", message: `${fault}. Cannot create the trainer.` });
  });
}

test("createTrainer() names every setting that is wrong, a line each", () => {
  fails(
    { seed: -1, batchSize: 0 },
    {
      message:
        '"seed" must be at least 0, but is -1\n"batchSize" must be at least 1, but is 0.\nCannot create the trainer.',
    },
  );
});

test("createTrainer() accepts presets within presets", async () => {
  await using trainer = create({
    modules: [
      [testBackend(), [adamw()]],
      [constant(0.1), [[silent()]]],
    ],
  });
  assert.equal((await trainer.run({ epochs: 1 })).endReason, "completed");
});

test("createTrainer() replaces providers of the config", async () => {
  await using trainer = createTrainer(base, { replacements: [[frozen()]] });
  const report = await trainer.run({ epochs: 1 });
  assert.equal(report.plan.providers.optimizer, "frozen");
});

test("createTrainer() builds and opens nothing", () => {
  const before = tf.memory().numTensors;
  const opened = new ContainerModule(({ bind }) => {
    bind(role("data-source")).toResolvedValue(() => assert.fail("opened"));
  });
  create({ data: opened });
  assert.equal(tf.memory().numTensors, before);
});
