import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_OBSERVER } from "../../../core/mod.ts";
import { silent } from "../../../modules/observers/silent/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";

conformsToRunObserver(() => resolveProvider(RUN_OBSERVER, silent()));

test("silent() listens to nothing", async () => {
  assert.deepEqual(Object.keys(await resolveProvider(RUN_OBSERVER, silent())), []);
});
