import assert from "node:assert/strict";
import { test } from "node:test";
import { KASMINA } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { mlp, seeds } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { commandOf, seedFields } from "../../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { growTo, onSeedStage, refuses, seedStage } from "../../../_support/training/seeds.ts";

test("seeds() refuses every operation in a wrong stage and names the right ones", () =>
  onSeedStage((stage) => {
    refuses(
      () => stage.prepare(Op.SEED_OP_START_GRAFTING),
      /SEED_OP_START_GRAFTING needs a seed in \w+_TRAINING: "hidden1" is in \w+_DORMANT/,
    );
  }));

test("seeds() refuses a command when a gate fails and reports the evidence", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    refuses(
      () => stage.prepare(Op.SEED_OP_START_GRAFTING),
      /SEED_GATE_G1_GRADIENT_HEALTH does not let it pass: steps must be at least 10 and is 0; /,
    );
    const transition = stage.transitions.at(-1);
    assert.equal(transition?.verdict?.passed, false);
    assert.equal(transition?.to, Stage.SEED_STAGE_BLENDING);
    assert.equal(stage.stage, Stage.SEED_STAGE_TRAINING);
  }));

test("seeds() refuses a second command for a seed until the first is settled", () =>
  onSeedStage((stage) => {
    const first = stage.prepare(Op.SEED_OP_GERMINATE);
    refuses(
      () => stage.prepare(Op.SEED_OP_GERMINATE),
      /Another command for "hidden1" is not committed/,
    );
    first.abort();
    stage.prepare(Op.SEED_OP_GERMINATE).commit();
  }));

test("seeds() refuses an unknown seed, an unknown blueprint and one that does not fit", () =>
  onSeedStage(({ kasmina }) => {
    const command = (targetSeedId: string, blueprintId: string) => {
      const operation = Op.SEED_OP_GERMINATE;
      const fields = { targetSeedId, seedOperation: { operation, blueprintId } };
      return kasmina.prepare(commandOf(seedFields(fields)));
    };
    refuses(
      () => command("head", "identity"),
      /Unknown slot "head"; known slots: hidden1, hidden2/,
    );
    refuses(
      () => command("hidden1", "toString"),
      /Unknown blueprint "toString"; known blueprints: residual, dense-bottleneck/,
    );
    refuses(
      () => command("hidden1", "conv-norm"),
      /needs an activation of shape \[height, width, channels\]: that of slot "hidden1" is \[6\]/,
    );
  }));

test("seeds() refuses parameters that an operation has not, and values that break their rules", () =>
  onSeedStage((stage) => {
    refuses(
      () => stage.prepare(Op.SEED_OP_GERMINATE, { size: 3 }),
      /Parameters of SEED_OP_GERMINATE must be train, max_warmup_steps: "size" is not/,
    );
    refuses(
      () => stage.prepare(Op.SEED_OP_CULL, { embargo_epochs: -1 }),
      /"embargo_epochs" must be a whole number of at least 0, but is -1/,
    );
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    refuses(
      () => stage.prepare(Op.SEED_OP_FINE_TUNE, { hold: 1 }),
      /"hold" needs a seed that is blended in: "hidden1" is in/,
    );
  }));

test("seeds() does not let a seed germinate that changes the shape", () =>
  onSeedStage(
    (stage) =>
      refuses(
        () => stage.prepare(Op.SEED_OP_GERMINATE),
        /G0_SANITY does not let it pass: same_shape must be at least 1 and is 0/,
      ),
    {
      blueprints: {
        "dense-bottleneck": {
          tier: 1,
          misfit: () => undefined,
          build: (input) =>
            tf.layers.dense({ name: "own", units: 2 }).apply(input) as tf.SymbolicTensor,
        },
      },
    },
  ));

test("seeds() refuses a blueprint with weights that are not trained, and leaves nothing of it", () =>
  onSeedStage(
    (stage) =>
      refuses(
        () => stage.prepare(Op.SEED_OP_GERMINATE),
        /"normed" must have no weights that are not trained: it has norm\/moving_mean, norm\/moving_/,
      ),
    {
      blueprint: "normed",
      blueprints: {
        normed: {
          tier: 1,
          misfit: () => undefined,
          build: (input) =>
            tf.layers.batchNormalization({ name: "norm" }).apply(input) as tf.SymbolicTensor,
        },
      },
    },
  ));

test("seeds() refuses blueprints that are none", () => {
  for (const mine of [{}, { tier: 1, build: () => {} }, undefined, "conv-norm"]) {
    assert.throws(() => seeds({ blueprints: { mine } as never }), {
      code: "options/invalid",
      message:
        /"blueprints.mine" must be a blueprint: an object with a number "tier" and the methods "misfit" and "build"/,
    });
  }
});

test("seeds() refuses a host without slots", async () => {
  await assert.rejects(seedStage({ host: mlp({ inputShape: [4], classes: 3, hidden: [4] }) }), {
    code: "host/unsupported",
    message: /^Host "mlp" has no slots/,
  });
});

test("seeds() refuses bad options", () => {
  assert.throws(() => seeds({ blendSteps: 0, gates: { maxScale: 1 } }), {
    message:
      '"blendSteps" must be at least 1, but is 0\n"gates.maxScale" must be greater than 1, but is 1.\nCannot grow seeds.',
  });
});

test("seeds() refuses commands before it is attached", async () => {
  const kasmina = await resolveProvider(KASMINA, seeds());
  assert.deepEqual(kasmina.seedStates(), []);
  refuses(() => kasmina.prepare(commandOf(seedFields())), /Unknown slot "s1"; known slots: none/);
});
