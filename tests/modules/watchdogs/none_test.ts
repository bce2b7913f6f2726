import assert from "node:assert/strict";
import { before, test } from "node:test";
import { WATCHDOG, type Watchdog } from "../../../core/mod.ts";
import { noWatchdog } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { stepsOf } from "../../../testing/_support/watchdogs.ts";
import { conformsToWatchdog } from "../../../testing/watchdog.ts";

let none: Watchdog;
before(async () => {
  none = await resolveProvider(WATCHDOG, noWatchdog());
});

conformsToWatchdog(() => none);

test("noWatchdog() raises no alarm, whatever it sees", () => {
  for (const numbers of stepsOf([1, 1, 1e30, Number.NaN])) {
    assert.equal(none.observeStep(numbers), undefined);
  }
});
