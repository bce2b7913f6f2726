import assert from "node:assert/strict";
import { test } from "node:test";
import { AUTOPILOT, type Autopilot } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type AutopilotOptions, autopilot } from "../../../modules/mod.ts";
import { alarmOf, conformsToAutopilot } from "../../../testing/autopilot.ts";

function make(options: AutopilotOptions = {}): Autopilot {
  const container = new Container();
  container.load(autopilot(options));
  return container.get(AUTOPILOT);
}

conformsToAutopilot(() => make());

test("autopilot() goes back before the first step of an alarm, and around its batches", () => {
  assert.deepEqual(make().respond(alarmOf("loss-sigma", 500, 502), 0), {
    kind: "go-back",
    plan: {
      backTo: 499,
      quarantine: { from: 499, to: 503 },
      rateFactor: 1,
      rateFactorAlone: 0.5,
      rateSteps: 100,
    },
  });
});

test("autopilot() goes back further, around more and on more slowly with each try", () => {
  // Margins of 1 * 2 and 1 * 4, then 50 and 100 steps more.
  const second = make().respond(alarmOf("loss-sigma", 500, 502), 1);
  const third = make().respond(alarmOf("non-finite", 500, 502), 2);
  assert.deepEqual(second.kind === "go-back" && second.plan, {
    backTo: 448,
    quarantine: { from: 498, to: 504 },
    rateFactor: 0.5,
    rateFactorAlone: 0.25,
    rateSteps: 100,
  });
  assert.deepEqual(third.kind === "go-back" && third.plan, {
    backTo: 396,
    quarantine: { from: 496, to: 506 },
    rateFactor: 0.25,
    rateFactorAlone: 0.125,
    rateSteps: 100,
  });
});

test("autopilot() gives up after the configured tries, and says why", () => {
  assert.deepEqual(make().respond(alarmOf("loss-ratio"), 3), {
    kind: "give-up",
    reason: "training went back 3 times and did not get clear of it: something is wrong",
  });
  assert.deepEqual(make({ tries: 1 }).respond(alarmOf("loss-ratio"), 1), {
    kind: "give-up",
    reason: "training went back once and did not get clear of it: something is wrong",
  });
});

test("autopilot() skips no batch when the alarm names none", () => {
  const decision = make().respond(alarmOf("collapse", 300, 399), 0);
  assert.deepEqual(decision.kind === "go-back" && decision.plan, {
    backTo: 300,
    quarantine: undefined,
    rateFactor: 1,
    rateSteps: 100,
  });
});

test("autopilot() skips no batch and cuts no rate when both are off", () => {
  const options = { quarantine: false, rateFactor: 1, margin: 10, rateSteps: 7 };
  const decision = make(options).respond(alarmOf("loss-ratio", 500, 502), 1);
  assert.deepEqual(decision.kind === "go-back" && decision.plan, {
    backTo: 430,
    quarantine: undefined,
    rateFactor: 1,
    rateSteps: 7,
  });
});

test("autopilot() goes back to the requested step, and skips the batches after it", () => {
  const [first, second] = [0, 1].map((tries) =>
    make().respond(alarmOf("request", 500, 502), tries),
  );
  assert.deepEqual(first?.kind === "go-back" && first.plan, {
    backTo: 500,
    quarantine: { from: 500, to: 503 },
    rateFactor: 1,
    rateFactorAlone: 0.5,
    rateSteps: 100,
  });
  assert.deepEqual(second?.kind === "go-back" && second.plan.quarantine, { from: 498, to: 504 });
});

test("autopilot() refuses options out of their range", () => {
  assert.throws(() => autopilot({ tries: 0, rateFactor: 0 }), {
    code: "options/invalid",
    message:
      '"tries" must be at least 1, but is 0\n"rateFactor" must be greater than 0, but is 0.\nCannot make autopilot.',
  });
});

test("autopilot() goes on when the validation's examples are at fault", () => {
  assert.deepEqual(make().respond(alarmOf("validation", 0, 9), 0), { kind: "go-on" });
});
