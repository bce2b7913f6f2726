import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { TolariaError } from "../../../core/mod.ts";
import { type CommandKey, signedCommands } from "../../../modules/mod.ts";
import { BUDGETS, BusEnvelope, BusMessageType, toTimestamp } from "../../../proto/mod.ts";
import { commandBytes } from "../../../testing/_support/commands.ts";
import { conformsToCommandGate } from "../../../testing/command_gate.ts";
import { AUDIENCE, KEY, MINUTE_MS, nextNonce, START_MS, stage } from "./_signed_stage.ts";

conformsToCommandGate(stage);

test("signedCommands() lets in what is signed as its documentation says", async () => {
  const { gate } = await stage();
  const payload = commandBytes({ issuedAt: toTimestamp(START_MS) });
  const nonce = "a-nonce-of-their-own";
  // HMAC-SHA256 of nonce, zero byte, audience, zero byte and payload, made without the code under test.
  const signed = Buffer.concat([Buffer.from(`${nonce}\0${AUDIENCE}\0`), payload]);
  const signature = createHmac("sha256", KEY).update(signed).digest("hex");
  const bytes = BusEnvelope.encode({
    messageType: BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND,
    payload,
    attributes: { nonce, audience: AUDIENCE, signature },
  });
  assert.equal(gate.admit(bytes).commandId, "c1");
});

test("signedCommands() refuses an envelope of which any one bit is flipped", async () => {
  const { gate, envelope } = await stage();
  const bytes = envelope();
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.throws(
      () => gate.admit(flipped),
      (error) => TolariaError.is(error),
      `bit ${bit} of ${bytes.length * 8}`,
    );
  }
  gate.admit(bytes);
});

test("signedCommands() refuses an envelope that was cut, grown or patched", async () => {
  const { gate, envelope } = await stage();
  const bytes = envelope();
  const patch = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.integer({ min: 0, max: 255 }) });
  const mutated = fc.oneof(
    fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
    fc.array(patch, { minLength: 1, maxLength: 4 }).map((patches) => {
      const copy = bytes.slice();
      for (const { at, byte } of patches) copy[at] = byte;
      return copy;
    }),
  );
  fc.assert(
    fc.property(mutated, (candidate) => {
      fc.pre(!Buffer.from(candidate).equals(bytes));
      assert.throws(
        () => gate.admit(candidate),
        (error) => TolariaError.is(error),
      );
    }),
    { seed: 1, numRuns: 2_000 },
  );
  gate.admit(bytes);
});

test("signedCommands() refuses another key's signature", async () => {
  const { gate, envelope } = await stage();
  const other = `${KEY.slice(0, -1)}g`;
  assert.throws(() => gate.admit(envelope({}, nextNonce(), other)), {
    code: "command/refused",
    message: 'The signature is not valid. Cannot carry out command "?".',
  });
});

test("signedCommands() refuses a signature moved to another nonce or payload", async () => {
  const { gate, envelope } = await stage();
  const [a, b] = [
    BusEnvelope.decode(envelope()),
    BusEnvelope.decode(envelope({ commandId: "c2" })),
  ];
  const { signature = "" } = a.attributes;
  for (const mixed of [
    { ...b, attributes: { ...b.attributes, signature } },
    { ...a, payload: b.payload },
    { ...a, attributes: { ...a.attributes, nonce: b.attributes.nonce ?? "" } },
  ]) {
    assert.throws(() => gate.admit(BusEnvelope.encode(mixed)), /signature is not valid/);
  }
});

test("signedCommands() refuses another type of message, signed or not", async () => {
  const { gate, envelope } = await stage();
  const { payload, attributes } = BusEnvelope.decode(envelope());
  const messageType = BusMessageType.BUS_MESSAGE_TYPE_TELEMETRY;
  assert.throws(() => gate.admit(BusEnvelope.encode({ messageType, payload, attributes })), {
    message:
      'The envelope must have the type ADAPTATION_COMMAND, but has 4. Cannot carry out command "?".',
  });
});

for (const nonce of [
  "",
  "too-short",
  "x".repeat(65),
  "with space 12345678",
  "a\u00000123456789abcdef",
]) {
  test(`signedCommands() refuses the nonce ${JSON.stringify(nonce).slice(0, 30)}`, async () => {
    const { gate, envelope } = await stage();
    assert.throws(() => gate.admit(envelope({}, nonce)), /signature is not valid/);
  });
}

test("signedCommands() refuses a nonce that was used before, for another command too", async () => {
  const { gate, envelope } = await stage();
  const nonce = nextNonce();
  gate.admit(envelope({ commandId: "c1" }, nonce));
  assert.throws(() => gate.admit(envelope({ commandId: "c2" }, nonce)), {
    message: 'The nonce was used before. Cannot carry out command "c2".',
  });
});

// Within 60 s of now, either way.
for (const [ageMs, taken] of [
  [60_000, true],
  [60_001, false],
  [-60_000, true],
  [-60_001, false],
] as const) {
  test(`signedCommands() ${taken ? "takes" : "refuses"} a command issued ${ageMs} ms ago`, async () => {
    const { gate, envelope } = await stage();
    const bytes = envelope({ issuedAt: toTimestamp(START_MS - ageMs) });
    if (taken) gate.admit(bytes);
    else {
      assert.throws(() => gate.admit(bytes), {
        code: "command/refused",
        message: `"issued_at" must be within 60 s of now, but is ${(ageMs / 1000).toFixed(1)} s ago. Cannot carry out command "c1".`,
      });
    }
  });
}

test("signedCommands() refuses a command without an issue time", async () => {
  const { gate, envelope } = await stage();
  assert.throws(() => gate.admit(envelope({ issuedAt: undefined })), /but is none\./);
});

test("signedCommands() remembers a nonce for 5 minutes", async () => {
  const { gate, envelope, clock } = await stage();
  const nonce = nextNonce();
  gate.admit(envelope({}, nonce));
  clock.advance(5 * MINUTE_MS);
  assert.throws(() => gate.admit(envelope({}, nonce)), /nonce was used before/);
  clock.advance(1);
  gate.admit(envelope({}, nonce));
});

test("signedCommands() does not spend the nonce of a command that it refuses as stale", async () => {
  const { gate, envelope, clock } = await stage();
  const nonce = nextNonce();
  const early = envelope({ issuedAt: toTimestamp(START_MS + 2 * MINUTE_MS) }, nonce);
  assert.throws(() => gate.admit(early), /"issued_at"/);
  clock.advance(MINUTE_MS);
  gate.admit(early);
});

test("signedCommands() takes no more than 10,000 commands in 5 minutes, and forgets none for more", async () => {
  const { gate, envelope, clock } = await stage();
  const first = nextNonce();
  gate.admit(envelope({}, first));
  for (let i = 1; i < BUDGETS.queueDepth; i++) gate.admit(envelope());
  assert.throws(() => gate.admit(envelope()), {
    message: 'More than 10000 commands came in 5 minutes. Cannot carry out command "c1".',
  });
  assert.throws(() => gate.admit(envelope({}, first)), /nonce was used before/);
  clock.advance(5 * MINUTE_MS + 1);
  gate.admit(envelope());
});

test("signedCommands() takes a key of at least 32 bytes, as text or bytes", () => {
  for (const key of ["ä".repeat(16), new Uint8Array(32)])
    signedCommands({ key, audience: AUDIENCE });
});

for (const key of [
  "a secret that is short",
  new Uint8Array([83, 69, 67, 82, 69, 84]),
  42,
  undefined,
]) {
  test(`signedCommands() refuses a key of type ${typeof key} that is none, and does not show it`, () => {
    const length = typeof key === "string" || key instanceof Uint8Array ? key.length : 0;
    assert.throws(() => signedCommands({ key: key as CommandKey, audience: AUDIENCE }), {
      code: "options/invalid",
      message: `"key" must have at least 32 bytes, but has ${length}. Cannot make signedCommands.`,
    });
  });
}
