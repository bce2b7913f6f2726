import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  BoundaryReport,
  EpochReport,
  IntervalReport,
  RunReport,
  StepReport,
} from "../../../core/mod.ts";
import {
  adamw,
  afterEpoch,
  arrays,
  constant,
  type Modules,
  memoryCheckpoints,
  silent,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import { CommandType, type SystemStatePacket } from "../../../proto/mod.ts";
import {
  leavesNoTensorsAfter,
  spiral,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

/** Everything that a run shows of its boundaries. */
interface Seen {
  readonly losses: Record<number, number>;
  readonly intervals: IntervalReport[];
  readonly epochs: EpochReport[];
  readonly boundaries: BoundaryReport[];
  readonly packets: SystemStatePacket[];
}

/** Trains 10 steps an epoch with a boundary every four, or none within epochs for 0. */
async function seenOf(
  modules: readonly Modules[] = [],
  {
    epochs = 2,
    boundarySteps = 4,
    validation = 8,
    resume = false,
    abortAt = -1,
    boundaryExamples = 3,
    decide = () => undefined as unknown,
  } = {},
): Promise<Seen & { report: RunReport }> {
  const seen: Seen = { losses: {}, intervals: [], epochs: [], boundaries: [], packets: [] };
  const abort = new AbortController();
  const policy = {
    name: "notes",
    decide: (packet: SystemStatePacket) => {
      seen.packets.push(packet);
      return decide() as undefined;
    },
    state: () => 0,
    restore: () => {},
  };
  await using trainer = trainerOf({
    data: arrays({ ...spiral(40), ...(validation > 0 && { validation: spiral(validation) }) }),
    modules: [
      adamw(),
      constant(0.01),
      silent(),
      tamiyoInProcess({ policy }),
      watching({
        onStep: ({ step, loss }: StepReport) => {
          seen.losses[step] = loss;
          if (step === abortAt) abort.abort();
        },
        onInterval: (interval) => void seen.intervals.push(interval),
        onEpoch: (epoch) => void seen.epochs.push(epoch),
        onBoundary: (boundary) => void seen.boundaries.push(boundary),
      }),
      ...modules,
    ],
    control: { ...(boundarySteps && { boundarySteps }), boundaryExamples },
  });
  const report = await trainer.run({
    epochs,
    signal: abort.signal,
    ...(resume && { resume: {} }),
  });
  return { ...seen, report };
}

test("Trainer.run() has boundaries every boundarySteps steps beside those of its epochs, and trains to the same bits", async () => {
  await leavesNoTensorsAfter(async () => {
    const plain = await seenOf([], { boundarySteps: 0 });
    const { boundaries, epochs, intervals, losses, packets, report } = await seenOf();
    assert.equal(report.weightsHash, plain.report.weightsHash);
    assert.deepEqual(losses, plain.losses);
    // But for the samples that are measured.
    const withoutCost = ({ multiplyAdds: _, ...epoch }: EpochReport) => epoch;
    assert.deepEqual(report.epochs.map(withoutCost), plain.report.epochs.map(withoutCost));
    // 4, 8 and the end of the epoch at 10; the count begins again at each boundary: 14, 18 and 20.
    assert.deepEqual(
      boundaries.map(({ epoch, step }) => [epoch, step]),
      [
        [1, 4],
        [1, 8],
        [1, undefined],
        [2, 14],
        [2, 18],
        [2, undefined],
      ],
    );
    assert.deepEqual(
      intervals.map(({ boundary, step }) => [boundary, step]),
      [
        [1, 4],
        [2, 8],
        [4, 14],
        [5, 18],
      ],
    );
    assert.equal(epochs.length, 2);
    assert.deepEqual(
      packets.map(({ currentEpoch, globalStep }) => [currentEpoch, globalStep]),
      [
        [1, 4],
        [2, 8],
        [3, 10],
        [4, 14],
        [5, 18],
        [6, 20],
      ],
    );
    const ids = packets.map(({ packetId }) => packetId.split("/")[1]);
    assert.deepEqual(ids, ["1", "2", "3", "4", "5", "6"]);
    assert.equal(report.control.boundaries.count, 6);
  });
});

test("An interval has the means of its own steps, and the loss of the same examples each time", async () => {
  const { epochs, intervals, losses, packets } = await seenOf();
  const mean = (from: number, to: number) => {
    let sum = 0;
    for (let step = from; step <= to; step++) sum += losses[step] as number;
    return sum / (to - from + 1);
  };
  // Batches of 4 examples each: the mean of the steps is that of the examples.
  const close = (found = Number.NaN, expected: number) =>
    assert.ok(Math.abs(found - expected) < 1e-6, `${found} and ${expected}`);
  close(intervals[0]?.train.loss, mean(1, 4));
  close(intervals[1]?.train.loss, mean(5, 8));
  close(packets[2]?.trainingLoss, mean(9, 10));
  close(intervals[2]?.train.loss, mean(11, 14));
  close(epochs[0]?.train.loss, mean(1, 10));
  // The packet of an epoch's end has the loss on the sample of 3, not on all 8, so that packets compare.
  assert.notEqual(packets[2]?.validationLoss, Math.fround(epochs[0]?.validation?.loss ?? 0));
  const whole = await seenOf([], { boundaryExamples: 8 });
  assert.equal(
    whole.packets[2]?.validationLoss,
    Math.fround(whole.epochs[0]?.validation?.loss ?? 0),
  );
  // Whatever the sample, it is one of the same seed.
  const again = await seenOf();
  assert.deepEqual(
    again.packets.map(({ validationLoss }) => validationLoss),
    packets.map(({ validationLoss }) => validationLoss),
  );
});

test("An interval has no validation where there are no validation examples", async () => {
  const { intervals, packets } = await seenOf([], { validation: 0, epochs: 1 });
  assert.deepEqual(
    intervals.map((one) => one.validation),
    [undefined, undefined],
  );
  assert.equal(packets.length, 3);
});

test("A command that is asked for within an epoch is carried out there", async () => {
  let asked = 0;
  const cut = {
    commandType: CommandType.COMMAND_OPTIMIZER,
    optimizerAdjustment: { hyperparameters: { learning_rate_scale: 0.5 } },
  };
  const { report } = await seenOf([], {
    epochs: 1,
    decide: () => (asked++ === 0 ? cut : undefined),
  });
  const outcomes = report.control.commands;
  assert.equal(outcomes.committed, 1, JSON.stringify(outcomes));
});

test("A controller that hangs holds no boundary within an epoch up", async () => {
  const { boundaries } = await seenOf([], { decide: () => new Promise(() => {}) });
  assert.equal(boundaries.length, 6);
  for (const { totalMs } of boundaries) assert.ok(totalMs <= 18, `${totalMs} ms`);
});

for (const at of [4, 6, 8, 14]) {
  test(`Trainer.run() resumes between the boundaries of an epoch, at step ${at}, to the same bits`, async () => {
    const straight = await seenOf();
    const store = memoryCheckpoints({ everyEpochs: 1_000 });
    const before = await seenOf([store], { abortAt: at });
    assert.equal(before.report.endReason, "interrupted");
    const after = await seenOf([store], { resume: true });
    assert.equal(after.report.weightsHash, straight.report.weightsHash);
    assert.deepEqual({ ...before.losses, ...after.losses }, straight.losses);
    const numbers = ({ packets }: Seen) =>
      packets.map(
        ({ currentEpoch, globalStep, trainingLoss, validationLoss, trainingMetrics }) => ({
          ...{ currentEpoch, globalStep, trainingLoss, validationLoss },
          trainingMetrics: { ...trainingMetrics, step_ms: 0 },
        }),
      );
    assert.deepEqual([...numbers(before), ...numbers(after)], numbers(straight));
    assert.deepEqual(
      after.report.epochs.map(({ train, validation }) => [train, validation]),
      straight.report.epochs.map(({ train, validation }) => [train, validation]),
    );
  });
}

test("Checkpoints follow boundaries within epochs, every so many of all boundaries", async () => {
  const { report } = await seenOf([memoryCheckpoints({ everyEpochs: 2 })]);
  // Every second boundary: 8, 14 and 20.
  assert.deepEqual(
    report.recovery.checkpoints.map(({ step }) => step),
    [8, 14, 20],
  );
});

test("Work after epochs is not done after boundaries within them, unless it asks for that", async () => {
  const seen: string[] = [];
  const task = afterEpoch({
    name: "note",
    feature: "profile",
    *start({ epoch }) {
      seen.push(`epoch ${epoch.epoch}`);
      yield;
    },
    *startWithin({ step }) {
      seen.push(`step ${step}`);
      yield;
    },
  });
  await seenOf([task], { epochs: 1 });
  assert.deepEqual(seen, ["step 4", "step 8", "epoch 1"]);
});

test("The ledger counts the examples of boundaries within epochs", async () => {
  // mlp of 2 inputs, 5 hidden and 3 outputs: 2 x 5 + 5 x 3 = 25 multiply-adds an example.
  const validated = async (options: Parameters<typeof seenOf>[1]) => {
    const { report } = await seenOf([], { epochs: 1, ...options });
    return report.compute?.entries.reduce((sum, { validation }) => sum + validation, 0);
  };
  assert.equal(await validated({ boundarySteps: 0 }), 8 * 25);
  // Two boundaries and that of the epoch's end measure 3 examples each; the epoch all 8.
  assert.equal(await validated({}), (8 + 3 * 3) * 25);
  // A sample that is all of them is not measured twice at the epoch's end.
  assert.equal(await validated({ boundaryExamples: 8 }), 3 * 8 * 25);
});
