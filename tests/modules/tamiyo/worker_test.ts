import assert from "node:assert/strict";
import { test } from "node:test";
import { canEndSpinningWorkers } from "../../../core/mod.ts";
import { tamiyo } from "../../../modules/mod.ts";
import { testHosted } from "./_hosted_suite.ts";

if (canEndSpinningWorkers()) testHosted("worker");
else {
  test("tamiyo() refuses a worker where the runtime cannot end one that spins", () => {
    assert.throws(() => tamiyo({ isolation: "worker" }), {
      code: "tamiyo/unavailable",
      message: /'isolation' must be "process" on a runtime that cannot end a worker that spins/,
    });
  });
}
