import assert from "node:assert/strict";
import type { Alarm, AlarmRule, Autopilot } from "../core/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

const RULES: readonly AlarmRule[] = [
  "non-finite",
  "loss-ratio",
  "loss-sigma",
  "loss-jump",
  "collapse",
  "request",
];

/** More tries than anybody should make. */
const MANY = 1_000;

/** An alarm for the steps from `firstStep` on. */
export function alarmOf(rule: AlarmRule, firstStep = 100, lastStep = 102): Alarm {
  return { rule, firstStep, lastStep, message: "something is wrong" };
}

/** Checks what the port {@link Autopilot} obliges a provider to. */
export function conformsToAutopilot(create: () => Autopilot, options: SuiteOptions = {}): void {
  const check = suiteOf(options);

  check("Autopilot has a name, and says when an incident is over", () => {
    const autopilot = create();
    assert.match(autopilot.name, /^[a-z][a-z-]*$/);
    assert.ok(Number.isInteger(autopilot.clearAfter) && autopilot.clearAfter >= 1);
  });

  for (const rule of RULES) {
    check(`Autopilot.respond() does the same about the same ${rule} alarm`, () => {
      const autopilot = create();
      const first = autopilot.respond(alarmOf(rule), 1);
      autopilot.respond(alarmOf(rule, 5, 9), 2);
      assert.deepEqual(autopilot.respond(alarmOf(rule), 1), first);
      assert.deepEqual(create().respond(alarmOf(rule), 1), first);
    });

    check(`Autopilot.respond() goes back for ${rule}, each time elsewhere, and gives up`, () => {
      const seen = new Set<string>();
      for (let tries = 0; ; tries++) {
        assert.ok(tries < MANY, "it never gives up");
        const decision = create().respond(alarmOf(rule), tries);
        if (decision.kind !== "go-back") break;
        const { backTo, quarantine, rateFactor, rateSteps } = decision.plan;
        assert.ok(Number.isInteger(backTo) && backTo >= 0 && backTo <= 100);
        const { rateFactorAlone = rateFactor } = decision.plan;
        for (const factor of [rateFactor, rateFactorAlone]) assert.ok(factor >= 0 && factor <= 1);
        assert.ok(Number.isInteger(rateSteps));
        if (quarantine) assert.ok(quarantine.from >= 0 && quarantine.to >= quarantine.from);
        const text = JSON.stringify(decision);
        assert.ok(!seen.has(text), `it does the same again: ${text}`);
        seen.add(text);
      }
    });

    check(`Autopilot.respond() goes back no further than the start for an early ${rule}`, () => {
      for (let tries = 0; tries < 20; tries++) {
        const decision = create().respond(alarmOf(rule, 0, 0), tries);
        if (decision.kind !== "go-back") break;
        assert.equal(decision.plan.backTo, 0);
      }
    });
  }
}
