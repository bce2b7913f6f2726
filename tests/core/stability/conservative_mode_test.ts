import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SHED_ORDER } from "../../../core/mod.ts";
import type { ModeCause, ModeChange } from "../../../core/ports/reports/mode_change.ts";
import { ConservativeMode } from "../../../core/stability/conservative_mode.ts";

const CAUSES: readonly ModeCause[] = [
  "boundary/breach",
  "breaker/open",
  "integrity/violation",
  "emergency",
];

function modeWith(cleanEpochs: number) {
  const changes: ModeChange[] = [];
  return { changes, mode: new ConservativeMode({ cleanEpochs }, (change) => changes.push(change)) };
}

test("ConservativeMode is normal at first, and sheds nothing", () => {
  const { mode } = modeWith(1);
  assert.equal(mode.current, "normal");
  assert.equal(mode.reason, undefined);
  assert.ok(SHED_ORDER.every((feature) => !mode.sheds(feature)));
});

for (const cause of CAUSES) {
  test(`ConservativeMode.enter() degrades a run on ${cause}, and tells it once`, () => {
    const { mode, changes } = modeWith(1);
    mode.enter(cause, "why", 4);
    assert.equal(mode.current, "conservative");
    assert.equal(mode.reason, "why");
    assert.ok(SHED_ORDER.every((feature) => mode.sheds(feature)));
    assert.deepEqual(changes, [
      { from: "normal", to: "conservative", cause, reason: "why", shed: SHED_ORDER, epoch: 4 },
    ]);
  });
}

test("ConservativeMode.enter() in conservative mode keeps the last reason, and tells nothing", () => {
  const { mode, changes } = modeWith(1);
  mode.enter("boundary/breach", "first", 1);
  mode.enter("emergency", "second", 1);
  assert.equal(mode.reason, "second");
  assert.equal(changes.length, 1);
});

test("ConservativeMode.endEpoch() in normal mode changes nothing, healthy or not", () => {
  const { mode, changes } = modeWith(1);
  for (const healthy of [true, false]) mode.endEpoch(1, healthy);
  assert.equal(mode.current, "normal");
  assert.deepEqual(changes, []);
});

test("ConservativeMode.endEpoch() leaves after the clean epochs in a row, the causing one not among them", () => {
  const { mode, changes } = modeWith(2);
  mode.enter("boundary/breach", "why", 1);
  mode.endEpoch(1, true); // The epoch of the cause.
  mode.endEpoch(2, true);
  assert.equal(mode.current, "conservative");
  mode.endEpoch(3, true);
  assert.equal(mode.current, "normal");
  assert.equal(mode.reason, undefined);
  assert.deepEqual(changes.at(-1), {
    from: "conservative",
    to: "normal",
    cause: undefined,
    reason: "2 clean epochs in a row",
    shed: [],
    epoch: 3,
  });
});

test("ConservativeMode.endEpoch() counts from the start after an epoch that was not healthy", () => {
  const { mode } = modeWith(2);
  mode.enter("breaker/open", "why", 1);
  for (const [epoch, healthy] of [true, true, false, true].entries()) mode.endEpoch(epoch, healthy);
  assert.equal(mode.current, "conservative");
  mode.endEpoch(5, true);
  assert.equal(mode.current, "normal");
});

test("ConservativeMode.endEpoch() counts from the start after another cause", () => {
  const { mode } = modeWith(2);
  mode.enter("boundary/breach", "why", 1);
  mode.endEpoch(1, true);
  mode.endEpoch(2, true);
  mode.enter("boundary/breach", "again", 3);
  mode.endEpoch(3, true);
  mode.endEpoch(4, true);
  assert.equal(mode.current, "conservative");
  mode.endEpoch(5, true);
  assert.equal(mode.current, "normal");
});

test("ConservativeMode is entered again after it was left", () => {
  const { mode, changes } = modeWith(1);
  for (const epoch of [1, 3]) {
    mode.enter("boundary/breach", "why", epoch);
    mode.endEpoch(epoch, true);
    mode.endEpoch(epoch + 1, true);
  }
  assert.deepEqual(
    changes.map(({ to }) => to),
    ["conservative", "normal", "conservative", "normal"],
  );
});

test("ConservativeMode stays until N epochs in a row were clean, whatever happens", () => {
  const epoch = fc.record({ caused: fc.boolean(), healthy: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(epoch, { maxLength: 40 }), (n, epochs) => {
      const { mode } = modeWith(n);
      let clean = Number.POSITIVE_INFINITY; // Since the start nothing has happened.
      for (const [index, { caused, healthy }] of epochs.entries()) {
        if (caused) mode.enter("boundary/breach", "why", index);
        if (caused) assert.equal(mode.current, "conservative");
        const degraded = mode.current === "conservative";
        mode.endEpoch(index, healthy);
        clean = caused ? 0 : healthy || !degraded ? clean + 1 : 0;
        assert.equal(mode.current, clean >= n ? "normal" : "conservative");
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("SHED_ORDER begins with what is missed least, and ends with what the run is about", () => {
  assert.deepEqual(SHED_ORDER, [
    "profile",
    "field-reports",
    "packets",
    "step-spans",
    "checkpoints",
    "seed-changes",
  ]);
});

test("ConservativeMode.restore() goes on where another run stood, and tells of it", () => {
  const before = modeWith(2).mode;
  before.enter("breaker/open", "why", 3);
  before.endEpoch(4, true);
  before.endEpoch(5, true);
  const { mode, changes } = modeWith(2);
  assert.ok(mode.untouched);
  mode.restore(before.state(), 5);
  assert.deepEqual(mode.state(), before.state());
  assert.deepEqual(changes, [
    {
      from: "normal",
      to: "conservative",
      cause: "breaker/open",
      reason: "as before it was interrupted: why",
      shed: SHED_ORDER,
      epoch: 5,
    },
  ]);
  // One clean epoch was counted before.
  mode.endEpoch(6, true);
  assert.equal(mode.current, "normal");
  assert.equal(mode.state().cause, null);
  assert.equal(mode.untouched, false);
});
