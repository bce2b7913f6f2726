import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AUTOPILOT, type Autopilot } from "../../../core/mod.ts";
import { noAutopilot } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { alarmOf, conformsToAutopilot } from "../../../testing/autopilot.ts";

let none: Autopilot;
before(async () => {
  none = await resolveProvider(AUTOPILOT, noAutopilot());
});

conformsToAutopilot(() => none);

test("noAutopilot() goes on, whatever the alarm", () => {
  assert.deepEqual(none.respond(alarmOf("loss-ratio"), 0), { kind: "go-on" });
});
