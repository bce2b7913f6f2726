import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError } from "../../../core/mod.ts";
import { lines } from "../../../modules/observers/lines/mod.ts";
import { FakeClock, FakeTerminal } from "../../../testing/_support/fake_terminal.ts";
import {
  epochOf,
  incidentOf,
  planOf,
  reportOf,
  resumeOf,
  stepOf,
} from "../../../testing/_support/reports.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { observerOf } from "../../_support/observers/observe.ts";

conformsToRunObserver(({ stream, clock }) => observerOf(lines({ stream }), clock));

async function opened() {
  const stream = new FakeTerminal(false);
  const clock = new FakeClock();
  const observer = await observerOf(lines({ stream, report: false }), clock);
  observer.onRunStart?.(planOf());
  const headed = stream.writes.length;
  return { observer, clock, written: () => stream.writes.slice(headed) };
}

test("lines() writes a line per epoch", async () => {
  const { observer, written } = await opened();
  observer.onStep?.(stepOf(1, 1));
  observer.onEpoch?.(epochOf(1));
  assert.deepEqual(written(), [
    "epoch 1/2  loss  0.5000  accuracy  90.0 %  val_loss  0.6000  val_accuracy  80.0 %" +
      "  rate 3.0e-3  3.2 ms/step  6.1 s  best\n",
  ]);
});

test("lines() writes a line within an epoch after ten seconds, and not before", async () => {
  const { observer, clock, written } = await opened();
  clock.nowMs = 9999;
  observer.onStep?.(stepOf(1, 1, { loss: 1 }));
  assert.deepEqual(written(), []);
  clock.nowMs = 10_000;
  observer.onStep?.(stepOf(1, 2, { loss: 3 }));
  // 2 of 8 steps took 10 s, so 6 more take 30 s; the mean of the losses 1 and 3 is 2.
  assert.deepEqual(written(), [
    "epoch 1/2  step 2/4  loss 2.000  accuracy 90.0 %  3.2 ms/step  30.0 s left\n",
  ]);
});

test("lines() prints the checkpoint and the differences before the first step of a resumed run", async () => {
  const { observer, written } = await opened();
  observer.onResume?.(resumeOf());
  const differences = ["optimizer sgd replaces adamw, momentum carried", "clipNorm none -> 1"];
  observer.onResume?.(resumeOf({ differences }));
  assert.deepEqual(written(), [
    "resuming from checkpoint 3, step 2: the job is the same\n",
    "resuming from checkpoint 3, step 2: optimizer sgd replaces adamw, momentum carried; clipNorm none -> 1\n",
  ]);
});

test("lines() counts epochs and the time that is left from the start of a run that is resumed", async () => {
  const { observer, clock, written } = await opened();
  // It is the fifth epoch of a second run, which began after three: of 2 epochs, 5 is the last.
  const checkpoint = { ...resumeOf().checkpoint, step: 17, epoch: 4 };
  observer.onResume?.(resumeOf({ checkpoint, firstStep: 12, firstEpoch: 3 }));
  clock.nowMs = 10_000;
  observer.onStep?.(stepOf(5, 2, { loss: 3 }));
  // One step took 10 s; of the run's 8 steps, 6 are done.
  assert.match(written()[1] ?? "", /^epoch 5\/5 {2}step 2\/4 .* 20\.0 s left\n$/);
});

test("lines() prints an incident at once, without control characters", async () => {
  const { observer, written } = await opened();
  observer.onIncident?.(incidentOf({ message: "bad\u001b[2J\r\nnews" }));
  assert.deepEqual(written(), ["loss/non-finite  step 3, epoch 1: bad news\n"]);
});

test("lines() ends with the closing report unless it is disabled", async () => {
  const stream = new FakeTerminal(false);
  const observer = await observerOf(lines({ stream }), new FakeClock());
  observer.onRunEnd?.(reportOf());
  assert.match(stream.raw, /completed {2}2 of 2 epochs/);
});

test("lines() refuses a stream that cannot be written to", () => {
  assert.throws(
    () => lines({ stream: {} as never }),
    (error) =>
      TolariaError.is(error, "options/invalid") &&
      error.message.includes('"stream" must be a stream with a function "write"'),
  );
});

test("lines() notes that the weights of a model do not follow the seed", async () => {
  const stream = new FakeTerminal(false);
  const observer = await observerOf(lines({ stream, report: false }), new FakeClock());
  observer.onRunStart?.({ ...planOf(), hasOwnWeights: true });
  assert.match(
    stream.writes.join(""),
    /seed \d+; the first weights are the model's own: layersModel/,
  );
});

test("lines() tells how far the opening of the data is after ten seconds, and not before", async () => {
  const stream = new FakeTerminal(false);
  const clock = new FakeClock();
  const observer = await observerOf(lines({ stream }), clock);
  const name = '"cars.csv" and 2 more files';
  for (const nowMs of [0, 9_999, 10_000]) {
    clock.nowMs = nowMs;
    observer.onOpening?.({ action: "fit", name, done: nowMs, total: 20_000, unit: "records" });
  }
  assert.deepEqual(stream.writes, [
    "fitting columns to cars.csv and 2 more files  50.0 %  10,000 of 20,000 records\n",
  ]);
});
