import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND_GATE, TolariaError } from "../../../core/mod.ts";
import { ManualClock, manualClock, signCommand, signedCommands } from "../../../modules/mod.ts";
import {
  AdaptationCommand,
  BUDGETS,
  BusEnvelope,
  BusMessageType,
  CommandType,
} from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { AUDIENCE, KEY, nextNonce, stage } from "./_signed_stage.ts";

test("signedCommands() takes an emergency when no other command has room any more", async () => {
  const { gate, envelope } = await stage();
  for (let i = 0; i < BUDGETS.queueDepth; i++) gate.admit(envelope());
  assert.throws(() => gate.admit(envelope()), /More than 10000 commands/);
  const emergency = { commandType: CommandType.COMMAND_EMERGENCY, annotations: { level: "4" } };
  gate.admit(envelope(emergency));
  for (let i = 1; i < 1_000; i++) gate.admit(envelope(emergency));
  assert.throws(() => gate.admit(envelope(emergency)), /More than 1000 emergencies/);
});

test("signedCommands() spends no nonce of a command that is refused behind it", async () => {
  const { gate, envelope } = await stage();
  const bytes = envelope();
  const refuse = () => {
    throw new TolariaError("command/refused", "the inbox is full");
  };
  for (let i = 0; i < 20_000; i++) assert.throws(() => gate.admit(bytes, refuse), /inbox is full/);
  gate.admit(bytes);
});

test("signedCommands() refuses what was signed for another audience", async () => {
  const { gate, envelope } = await stage();
  const { payload, attributes } = BusEnvelope.decode(envelope());
  const messageType = BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND;
  const moved = { ...attributes, audience: "another run" };
  assert.throws(() => gate.admit(BusEnvelope.encode({ messageType, payload, attributes: moved })), {
    message: 'It is not signed for the audience "tests". Cannot carry out command "?".',
  });
  const command = AdaptationCommand.decode(payload);
  const elsewhere = BusEnvelope.decode(signCommand(command, KEY, "another run", nextNonce()));
  const relabelled = { ...elsewhere, attributes: { ...elsewhere.attributes, audience: AUDIENCE } };
  assert.throws(() => gate.admit(BusEnvelope.encode(relabelled)), /signature is not valid/);
});

test("signedCommands() refuses what was issued before the run was composed: it may have been let in then", async () => {
  const { gate, envelope, clock } = await stage();
  const bytes = envelope();
  gate.admit(bytes);
  // The clock goes on where it is: the process starts over.
  const restarted = await resolveProvider(
    COMMAND_GATE,
    signedCommands({ key: KEY, audience: AUDIENCE }),
    manualClock(new ManualClock(clock.wallMs() + 1_000)),
  );
  assert.throws(() => restarted.admit(bytes), {
    message: 'It was issued before this run was composed. Cannot carry out command "c1".',
  });
});

for (const audience of ["", "two words", "x".repeat(129), 7, undefined]) {
  test(`signedCommands() refuses the audience ${JSON.stringify(audience)?.slice(0, 20)}`, () => {
    assert.throws(() => signedCommands({ key: KEY, audience: audience as string }), {
      code: "options/invalid",
      message: /^"audience" must be 1 to 128 of the characters/,
    });
  });
}
