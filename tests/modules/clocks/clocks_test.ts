import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOCK } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { ManualClock, manualClock } from "../../../modules/clocks/manual/mod.ts";
import { systemClock } from "../../../modules/clocks/system/mod.ts";
import { conformsToClock } from "../../../testing/clock.ts";

conformsToClock(() => {
  const container = new Container();
  container.load(systemClock());
  return container.get(CLOCK);
});

conformsToClock(() => new ManualClock(1_000));

test("ManualClock.advance() moves both clocks on", () => {
  const clock = new ManualClock(1_000);
  clock.advance(2.5);
  assert.equal(clock.monotonicMs(), 2.5);
  assert.equal(clock.wallMs(), 1_002.5);
});

test("ManualClock.advance() refuses to go back", () => {
  assert.throws(() => new ManualClock().advance(-1), {
    name: "RangeError",
    message: '"ms" must be at least 0, but is -1. Cannot advance the clock.',
  });
});

test("manualClock() makes the test's clock the run's", () => {
  const clock = new ManualClock();
  const container = new Container();
  container.load(manualClock(clock));
  assert.equal(container.get(CLOCK), clock);
});
