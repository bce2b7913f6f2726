import assert from "node:assert/strict";
import { test } from "node:test";
import type { StateParticipant } from "../../../core/mod.ts";
import { captureState, disposeState } from "../../../core/state/training_state.ts";
import { tf } from "../../../deps.ts";
import {
  adam,
  adamw,
  arrays,
  cnn,
  lion,
  type Modules,
  mlp,
  pcgrad,
  plateau,
  sgd,
  warmupCosine,
} from "../../../modules/mod.ts";
import { epochOf } from "../../../testing/_support/reports.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import {
  conformsToStateParticipant,
  disposePart,
  written,
} from "../../../testing/state_participant.ts";
import { bitsOf } from "../../_support/optimizers/groups.ts";
import { type SessionStage, sessionOf } from "../../_support/training/sessions.ts";
import { spiral } from "../../_support/training/training.ts";
import { images } from "../../integration/_seeded_run.ts";

const perceptron = (): Modules[] => [
  testBackend(),
  mlp({ inputShape: [2], hidden: [5], classes: 3, dropout: 0.3 }),
  arrays(spiral(20)),
];

const tolaria = ({ participants }: SessionStage) =>
  participants.find(({ name }) => name === "tolaria") as StateParticipant;

/** Numbers of everything that the next step of a session depends on. */
function visibleOf({ session, best, history }: SessionStage) {
  const { groups, rates, train, streams, accumulator, guard, progress, optimizers, host } = session;
  return {
    groups: [...groups].map((group) => {
      const { optimizer, layout, ...numbers } = bitsOf(group);
      return { ...numbers, name: group.name, kind: optimizer.name, size: layout.size };
    }),
    buffers: host.buffers.map(({ variable }) => [...variable.dataSync()]),
    rates: rates.state(),
    cursor: train.cursor(),
    streams: [streams.dropout.state(), streams.aggregator.state()],
    accumulator: accumulator.state(),
    guard: guard.consecutive,
    progress: { ...progress },
    optimizers: optimizers.state(),
    best: [best.epoch, best.epochsSince, best.best?.kept?.groups.size],
    history: { ...history },
  };
}

/** Notes an epoch as the best so far. */
function noteBest({ best, session, history }: SessionStage, loss: number): void {
  const epoch = epochOf(session.progress.epoch + 1, { train: { loss, metrics: {} } });
  best.observe({ epoch: epoch.epoch, train: epoch.train }, session);
  history.epochs = [...history.epochs, epoch];
}

conformsToStateParticipant(async () => {
  const stage = await sessionOf(
    [...perceptron(), adamw({ weightDecay: 0.1 }), plateau({ initial: 0.01, patience: 1 })],
    {
      batchSize: 6,
      groups: [{ name: "head", match: "head", optimizer: sgd({ momentum: 0.9 }) }],
    },
  );
  await stage.train(6);
  noteBest(stage, 2);
  return {
    participant: tolaria(stage),
    change: async () => {
      await stage.train(5);
      noteBest(stage, 1 / stage.history.epochs.length);
      stage.session.rates.cut("host", 0.5, 1_000, "a test");
      stage.session.guard.restore(2);
      stage.session.optimizers.swap("host", lion());
    },
    visible: () => visibleOf(stage),
    close: () => stage.close(),
  };
});

/** What of a session is trained, as a test may change it. */
interface Case {
  readonly name: string;
  readonly modules: () => Modules[];
  readonly change?: (stage: SessionStage) => void;
}

const CASES: readonly Case[] = [
  { name: "Adam", modules: () => [...perceptron(), adam()] },
  {
    name: "batch norm and dropout",
    modules: () => [
      testBackend(),
      cnn({
        inputShape: [4, 4, 1],
        filters: [2],
        units: 4,
        classes: 3,
        batchNorm: true,
        dropout: 0.2,
      }),
      arrays(images(20)),
      adamw(),
    ],
  },
  {
    name: "a hot swap",
    modules: () => [...perceptron(), adam()],
    change: ({ session }) => void session.optimizers.swap("host", lion({ weightDecay: 0.2 })),
  },
  {
    name: "a frozen layer",
    modules: () => [...perceptron(), sgd({ momentum: 0.9 })],
    change: ({ session }) => void session.optimizers.freeze("host", /hidden/),
  },
  {
    name: "a batch normalization that is frozen",
    modules: () => [
      testBackend(),
      cnn({ inputShape: [4, 4, 1], filters: [2], units: 4, classes: 3, batchNorm: true }),
      arrays(images(20)),
      sgd({ momentum: 0.9 }),
    ],
    change: ({ session }) => void session.optimizers.freeze("host", /gamma|beta/),
  },
  {
    name: "a new group",
    modules: () => [...perceptron(), adam()],
    change: ({ session: { optimizers, host } }) => {
      const [first] = host.parameters;
      optimizers.freeze("host", first?.name as string);
      optimizers.addGroup({
        name: "new",
        parent: "host",
        parameters: host.parameters.slice(0, 1),
        warmupSteps: 9,
      });
    },
  },
  { name: "an aggregator", modules: () => [...perceptron(), adam(), pcgrad()] },
];

for (const { name, modules, change = () => {} } of CASES) {
  for (const [how, form] of [
    ["held", (part: ReturnType<StateParticipant["capture"]>) => part],
    ["written", written],
  ] as const) {
    test(`makeParts() goes on to the same bits from a state that is ${how}, with ${name}`, async () => {
      await useTestBackend();
      const before = tf.memory().numTensors;
      const stage = await sessionOf([...modules(), warmupCosine({ peak: 0.05, warmupSteps: 8 })], {
        batchSize: 6,
      });
      await stage.train(3);
      change(stage);
      await stage.train(2);
      const part = tolaria(stage).capture();
      const given = form(part);
      await stage.train(6);
      const expected = visibleOf(stage);
      stage.session.optimizers.swap("host", sgd());
      const prepared = await tolaria(stage).prepare(given);
      await prepared.commit();
      prepared.settle();
      await stage.train(6);
      assert.deepEqual(visibleOf(stage), expected);
      disposePart(part);
      if (given !== part) disposePart(given);
      await stage.close();
      assert.equal(tf.memory().numTensors, before);
    });
  }
}

test("makeParts() holds and restores a state without copying a number", async () => {
  const stage = await sessionOf([
    ...perceptron(),
    adam(),
    warmupCosine({ peak: 0.05, warmupSteps: 8 }),
  ]);
  await stage.train(2);
  const buffers = tf.memory().numDataBuffers;
  const state = captureState(stage.participants, stage.session.progress);
  assert.equal(tf.memory().numDataBuffers, buffers);
  // 33 weights and two moments of each, and the weights once more in their variables.
  assert.equal(state.bytes, 4 * 4 * 33);
  const prepared = await tolaria(stage).prepare(state.parts.get("tolaria") as never);
  assert.equal(tf.memory().numDataBuffers, buffers);
  await prepared.commit();
  prepared.settle();
  disposeState(state);
  assert.equal(tf.memory().numDataBuffers, buffers);
  await stage.close();
});

test("makeParts() votes 'no' when a weight has another size, and names it", async () => {
  const compose = (hidden: number) =>
    sessionOf([
      testBackend(),
      mlp({ inputShape: [2], hidden: [hidden], classes: 3 }),
      arrays(spiral(20)),
      adam(),
      warmupCosine({ peak: 0.05, warmupSteps: 8 }),
    ]);
  const [one, other] = [await compose(5), await compose(6)];
  const part = tolaria(one).capture();
  await assert.rejects(async () => await tolaria(other).prepare(written(part)), {
    code: "state/invalid",
    message:
      'Weight "hidden1/dense/kernel" has 12 numbers, but 10 in the state. Cannot restore the weights of group "host".',
  });
  disposePart(part);
  await one.close();
  await other.close();
});
