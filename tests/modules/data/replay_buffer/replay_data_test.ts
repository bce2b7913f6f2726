import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import {
  adamw,
  checkpoints,
  constant,
  createTrainer,
  mlp,
  noAutopilot,
  noSnapshots,
  type ReplayBuffer,
  replayBuffer,
  replayData,
  snapshots,
} from "../../../../modules/mod.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { testBackend } from "../../../../testing/_support/test_backend.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { onStillClock } from "../../../_support/training/still_clock.ts";
import { leavesNoTensorsAfter, watching, weightsOf } from "../../../_support/training/training.ts";

const COLUMNS = { board: { shape: [2] }, move: { classes: 3 }, weight: {} } as const;

/** Adds `count` games, which a line tells apart. */
function play(buffer: ReplayBuffer<typeof COLUMNS>, count: number): void {
  for (let at = 0; at < count; at++) {
    const n = buffer.added;
    const board = [Math.sin(n * 1.7), Math.cos(n * 0.9)] as const;
    buffer.add({ board, move: Number(board[0] > board[1]), weight: 1 + (n % 2) });
  }
}

const bufferOf = (games: number, capacity = 30) => {
  const buffer = replayBuffer({ capacity, columns: COLUMNS, seed: 5 });
  play(buffer, games);
  return buffer;
};

const options = { inputs: ["board"], targets: ["move"] } as const;

conformsToDataSource(
  (): DataSource => ({
    name: "replay-buffer",
    open: async (seed) => {
      const module = replayData({ ...options, buffer: bufferOf(30), weights: "weight" });
      return (await resolveProvider(DATA_SOURCE, module)).open(seed);
    },
  }),
  {
    skip: [
      {
        test: "DataSource.open() gives the same split for the same seed",
        reason: "there is no validation split",
      },
      {
        test: "DataSource.open() gives another split for another seed",
        reason: "there is no validation split",
      },
    ],
  },
);

interface SelfPlay {
  readonly directory: string;
  readonly epochs: number;
  readonly abortAt?: number;
  readonly resume?: boolean;
}

/** Trains on games that are played while training goes on: three after each step. */
async function selfPlay({ directory, epochs, abortAt, resume = false }: SelfPlay) {
  const buffer = bufferOf(resume ? 0 : 12);
  const abort = new AbortController();
  const losses: Record<number, number> = {};
  await using trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [4], classes: 3, dropout: 0.2 }),
    data: replayData({ ...options, buffer, batchSize: 4 }),
    modules: onStillClock([
      testBackend(),
      adamw(),
      constant(0.01),
      noSnapshots(),
      checkpoints({ directory }),
      watching({
        onStep: ({ step, loss }) => {
          losses[step] = loss;
          play(buffer, 3);
          if (step === abortAt) abort.abort();
        },
      }),
    ]),
    seed: 3,
  });
  const report = await trainer.run({
    epochs,
    signal: abort.signal,
    ...(resume && { resume: {} }),
  });
  return {
    endReason: report.endReason,
    steps: report.epochs.map(({ step }) => step),
    losses,
    added: buffer.added,
    drawn: buffer.sample(8),
    weights: weightsOf(await trainer.host()),
  };
}

test("replayData() trains on what is in the buffer when an epoch begins", () =>
  withScratch((scratch) =>
    leavesNoTensorsAfter(async () => {
      const { steps, added } = await selfPlay({ directory: scratch.path("whole"), epochs: 3 });
      // 12 games are 3 batches of 4; 9 more make 21, which are 6; 18 more make 39, of which 30 fit: 8.
      assert.deepEqual(steps, [3, 9, 17]);
      assert.equal(added, 12 + 3 * 17);
    }),
  ));

test("replayData() resumes in the middle of an epoch to the same bits, while games come in", () =>
  withScratch(async (scratch) => {
    const whole = await selfPlay({ directory: scratch.path("whole"), epochs: 3 });
    for (const abortAt of [5, 9]) {
      const directory = scratch.path(`cut-${abortAt}`);
      const cut = await selfPlay({ directory, epochs: 3, abortAt });
      assert.equal(cut.endReason, "interrupted");
      const rest = await selfPlay({ directory, epochs: 3, resume: true });
      assert.deepEqual({ ...cut.losses, ...rest.losses }, whole.losses);
      assert.deepEqual(
        [rest.added, rest.drawn, rest.weights],
        [whole.added, whole.drawn, whole.weights],
      );
    }
  }));

test("replayData() holds the examples of a snapshot, whose restore goes back to them", () =>
  leavesNoTensorsAfter(async () => {
    const buffer = bufferOf(12);
    let before: number | undefined;
    await using trainer = createTrainer({
      host: mlp({ inputShape: [2], hidden: [4], classes: 3 }),
      data: replayData({ ...options, buffer, batchSize: 4 }),
      modules: onStillClock([
        testBackend(),
        adamw(),
        constant(0.01),
        snapshots({ everySteps: 1 }),
        // The default would skip the batches after the step that was gone back to.
        noAutopilot(),
        watching({
          onStep: async ({ step }) => {
            play(buffer, 3);
            if (step !== 5 || before !== undefined) return;
            before = buffer.added;
            const recovery = await trainer.recovery();
            void recovery?.request({ reason: "a test", atOrBefore: 4 });
          },
        }),
      ]),
    });
    const { endReason, epochs } = await trainer.run({ epochs: 2 });
    assert.deepEqual([endReason, epochs.at(-1)?.step], ["completed", 9]);
    assert.equal(before, 12 + 3 * 5);
    assert.equal(buffer.added, 12 + 3 * 9);
  }));

test("replayData() refuses an empty buffer, and columns that the buffer has not", async () => {
  assert.throws(() => replayData({ ...options, buffer: bufferOf(1), targets: ["mov" as "move"] }), {
    code: "options/invalid",
    message: /Unknown column "mov"; did you mean "move"\? .* Cannot make replayData\./,
  });
  await using trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [4], classes: 3 }),
    data: replayData({ ...options, buffer: bufferOf(0) }),
    modules: onStillClock([testBackend(), adamw(), constant(0.01)]),
  });
  await assert.rejects(trainer.run({ epochs: 1 }), {
    code: "data/invalid",
    message: /^"replay-buffer" is empty: add examples before the epoch\. Cannot begin epoch 1\.$/,
  });
});
