import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND_GATE } from "../../../core/mod.ts";
import { closedGate, signCommand } from "../../../modules/mod.ts";
import { AdaptationCommand } from "../../../proto/mod.ts";
import { commandBytes } from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCommandGate } from "../../../testing/command_gate.ts";

const envelope = () =>
  signCommand(
    AdaptationCommand.decode(commandBytes()),
    "k".repeat(32),
    "tests",
    crypto.randomUUID(),
  );

conformsToCommandGate(
  async () => ({ gate: await resolveProvider(COMMAND_GATE, closedGate()), envelope }),
  {
    skip: [
      {
        test: "CommandGate.admit() lets a command in where the gate says that it admits any",
        reason: "lets none in, by its purpose",
      },
    ],
  },
);

test("closedGate() lets no command in, and says how to", async () => {
  const gate = await resolveProvider(COMMAND_GATE, closedGate());
  assert.equal(gate.admits, false);
  assert.throws(() => gate.admit(envelope()), {
    code: "command/refused",
    message: /add signedCommands\(\{ key \}\) to the trainer's modules\./,
  });
});
