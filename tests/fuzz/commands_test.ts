import assert from "node:assert/strict";
import { test } from "node:test";
import { AdaptationCommand, BusEnvelope } from "../../proto/mod.ts";
import { fuzzCommands } from "./commands.ts";

test("signedCommands() accepts no mutated command without a valid signature, and never crashes", () => {
  const { tried, accepted, crashes, harmless } = fuzzCommands({ tries: 20_000, seed: 1 });
  assert.deepEqual({ tried, accepted, crashes }, { tried: 20_000, accepted: 0, crashes: 0 });
  // A gate that lets nothing in would pass all of the above.
  assert.ok(harmless > 0, "some changes leave what is signed alone");
});

test("fuzzCommands() finds a gate that ignores signatures, and one that crashes", () => {
  const open = (bytes: Uint8Array): AdaptationCommand =>
    AdaptationCommand.decode(BusEnvelope.decode(bytes).payload);
  const gate = { name: "open", admits: true, admit: open };
  assert.ok(fuzzCommands({ tries: 500, seed: 1, gateOf: () => gate }).accepted > 0);
  const broken = {
    ...gate,
    admit: () => {
      throw new TypeError("undefined is not a function");
    },
  };
  assert.equal(fuzzCommands({ tries: 50, seed: 1, gateOf: () => broken }).crashes, 50);
});
