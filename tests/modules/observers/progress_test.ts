import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { progress } from "../../../modules/observers/progress/mod.ts";
import { FakeClock, FakeTerminal } from "../../../testing/_support/fake_terminal.ts";
import {
  epochOf,
  incidentOf,
  planOf,
  reportOf,
  stepOf,
} from "../../../testing/_support/reports.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { observerOf } from "../../_support/observers/observe.ts";

conformsToRunObserver(({ stream, clock }) => observerOf(progress({ stream }), clock));

async function opened(columns = 120) {
  const stream = new FakeTerminal(true, columns);
  const clock = new FakeClock();
  const observer = await observerOf(progress({ stream, report: false }), clock);
  observer.onRunStart?.(planOf());
  const drawn = () => stripVTControlCharacters(stream.writes.at(-1) ?? "").trim();
  return { observer, stream, clock, drawn };
}

test("progress() begins with what runs where", async () => {
  const { stream } = await opened();
  assert.match(stream.raw, /cnn.*225,034 parameters.*wasm, 2 threads, SIMD/);
  assert.match(stream.raw, /8,000 examples to train on, 2,000 to validate on/);
});

test("progress() draws epoch, bar, means, time left, speed and rate", async () => {
  const { observer, clock, drawn } = await opened();
  clock.nowMs = 500;
  observer.onStep?.(stepOf(1, 1, { loss: 0.5 }));
  // A quarter of an epoch fills 6 of 24; 7 steps are left of 0.5 s each.
  assert.equal(
    drawn(),
    `epoch 1/2  ${"━".repeat(6)}${"─".repeat(18)}  1/4  loss 0.5000  accuracy 90.0 %` +
      "  3.5 s left  3.2 ms/step  rate 1.0e-3",
  );
});

test("progress() shows the validation after an epoch's last step", async () => {
  const { observer, drawn } = await opened();
  for (let step = 1; step <= 4; step++) observer.onStep?.(stepOf(1, step));
  assert.match(drawn(), /4\/4 .* validating/);
});

test("progress() never draws wider than the terminal, even if it is resized", async () => {
  const { observer, stream, clock, drawn } = await opened();
  for (const columns of [200, 80, 40, 12, 3]) {
    stream.columns = columns;
    clock.nowMs += 1000;
    observer.onStep?.(stepOf(1, 1));
    assert.ok(drawn().length < columns, `${drawn().length} of ${columns}`);
  }
});

test("progress() leaves a line per epoch and per incident, and no bar", async () => {
  const { observer, stream, clock } = await opened();
  clock.nowMs = 500;
  observer.onStep?.(stepOf(1, 1));
  observer.onIncident?.(incidentOf());
  observer.onEpoch?.(epochOf(1));
  observer.onRunEnd?.(reportOf());
  const [incident, epoch, end] = stream.lines.slice(3);
  assert.equal(incident, "loss/non-finite  step 3, epoch 1: loss is NaN: step skipped");
  assert.match(epoch ?? "", /^epoch 1\/2 {2}loss {2}0\.5000 .* best$/);
  assert.equal(end, "");
});

test("progress() restores the terminal after each write", async () => {
  const { observer, stream, clock } = await opened();
  clock.nowMs = 500;
  observer.onStep?.(stepOf(1, 1));
  assert.ok(!stream.raw.includes("\u001b[?25l"), "the cursor was hidden");
  for (const text of stream.writes) {
    assert.ok(
      text.lastIndexOf("\u001b[?7l") <= text.lastIndexOf("\u001b[?7h"),
      "wrapping stays off",
    );
  }
});

test("progress() shows how far the opening of the data is, until the run starts", async () => {
  const stream = new FakeTerminal(true, 120);
  const observer = await observerOf(progress({ stream }), new FakeClock());
  const name = "data/cars.csv";
  const opening = { action: "index", name, done: 2.5e9, total: 6e9, unit: "bytes" } as const;
  observer.onOpening?.(opening);
  const drawn = stripVTControlCharacters(stream.writes.at(-1) ?? "").trim();
  assert.equal(drawn, "indexing cars.csv  41.7 %  2.5 GB of 6.0 GB");
  observer.onRunStart?.(planOf());
  assert.ok(!stream.lines.some((line) => line.includes("indexing")));
});
