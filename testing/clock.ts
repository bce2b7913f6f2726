import assert from "node:assert/strict";
import type { Clock } from "../core/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** Checks what the port {@link Clock} obliges a provider to. */
export function conformsToClock(create: () => Clock, options: SuiteOptions = {}): void {
  const check = suiteOf(options);

  check("Clock.monotonicMs() never goes back", () => {
    const clock = create();
    let last = clock.monotonicMs();
    for (let i = 0; i < 10_000; i++) {
      const now = clock.monotonicMs();
      assert.ok(now >= last);
      last = now;
    }
  });

  check("Clock.wallMs() is a time that a Date can have", () => {
    assert.ok(!Number.isNaN(new Date(create().wallMs()).getTime()));
  });
}
