import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { TolariaError } from "../../core/mod.ts";
import {
  AdaptationCommand,
  BusEnvelope,
  BusMessageType,
  type Codec,
  CommandType,
  EmergencyLevel,
  EmergencySignal,
  EventEnvelope,
  FieldReport,
  SeedLifecycleStage,
  SeedOperation,
  SystemStatePacket,
  TelemetryPacket,
} from "../../proto/mod.ts";

const CODECS: readonly Codec<object, object>[] = [
  AdaptationCommand,
  BusEnvelope,
  EmergencySignal,
  EventEnvelope,
  FieldReport,
  SystemStatePacket,
  TelemetryPacket,
] as unknown as readonly Codec<object, object>[];

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);

test("EmergencySignal.encode() returns the bytes of the wire format", () => {
  const bytes = EmergencySignal.encode({
    version: 1,
    level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
    reason: "nan",
    monotonicMs: 300,
  });
  // A tag is field * 8 + wire type (0 varint, 2 length-delimited); 300 = 0b10_0101100 is AC 02.
  assert.deepEqual(bytes, bytesOf(0x08, 1, 0x10, 3, 0x1a, 3, 0x6e, 0x61, 0x6e, 0x28, 0xac, 0x02));
});

test("BusEnvelope.encode() returns the bytes of the wire format", () => {
  const bytes = BusEnvelope.encode({
    messageType: BusMessageType.BUS_MESSAGE_TYPE_FIELD_REPORT,
    payload: bytesOf(9, 8),
    attributes: { k: "v" },
  });
  // Field 3 is a map: a message of 6 bytes with the key in field 1 and the value in field 2.
  assert.deepEqual(bytes, bytesOf(0x08, 3, 0x12, 2, 9, 8, 0x1a, 6, 0x0a, 1, 0x6b, 0x12, 1, 0x76));
});

test("AdaptationCommand.encode() returns the bytes of the wire format", () => {
  const bytes = AdaptationCommand.encode({
    version: 1,
    commandType: CommandType.COMMAND_SEED,
    targetSeedId: "s",
    executionDeadlineMs: 12,
    seedOperation: { operation: SeedOperation.SEED_OP_CULL },
  });
  // Field 10, length-delimited, is 0x52: 10 * 8 + 2.
  assert.deepEqual(bytes, bytesOf(0x08, 1, 0x18, 1, 0x22, 1, 0x73, 0x28, 12, 0x52, 2, 0x08, 8));
});

test("SystemStatePacket.decode() inverts encode()", () => {
  const packet = {
    version: 1,
    currentEpoch: 3,
    validationAccuracy: 0.5,
    timestampNs: Number.MAX_SAFE_INTEGER,
    globalStep: 2 ** 40,
    trainingMetrics: { loss: 0.25, accuracy: 0.75 },
    seedStates: [{ seedId: "a", stage: SeedLifecycleStage.SEED_STAGE_BLENDING, metrics: { x: 2 } }],
    packetId: "p",
  };
  const decoded = SystemStatePacket.decode(SystemStatePacket.encode(packet));
  assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(decoded)), packet);
});

test("SystemStatePacket.decode() returns zeros, all numbers, for missing fields", () => {
  const decoded = SystemStatePacket.decode(SystemStatePacket.encode({ version: 1 }));
  assert.equal(decoded.globalStep, 0);
  assert.equal(decoded.timestampNs, 0);
  assert.equal(decoded.packetId, "");
});

test("SystemStatePacket.decode() refuses a 64-bit number that is not exact", () => {
  // Field 10 (tag 0x50) as 2^53: six groups of seven zero bits, then 2^53 / 2^49 = 16 in the eighth.
  const bytes = bytesOf(8, 1, 0x50, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10);
  assert.throws(() => SystemStatePacket.decode(bytes), {
    code: "leyline/malformed",
    message: /64-bit number must be between/,
  });
});

test("encode() and decode() refuse another version than 1", () => {
  assert.throws(() => FieldReport.encode({ version: 2 }), {
    code: "leyline/version",
    message: '"version" must be 1, but is 2. Cannot write FieldReport.',
  });
  assert.throws(() => FieldReport.decode(bytesOf()), {
    code: "leyline/version",
    message: '"version" must be 1, but is 0. Cannot read FieldReport.',
  });
});

test("encode() and decode() refuse a message that is larger than maxBytes", () => {
  const report = { version: 1, notes: "x".repeat(100) };
  assert.throws(() => FieldReport.encode(report, 50), { code: "leyline/oversized" });
  const bytes = FieldReport.encode(report);
  assert.throws(() => FieldReport.decode(bytes, 50), {
    code: "leyline/oversized",
    message: `A FieldReport must have at most 50 bytes, but has ${bytes.length}. Cannot read it.`,
  });
});

test("decode() refuses a message that was cut off", () => {
  const bytes = FieldReport.encode({ version: 1, notes: "hello" });
  for (let length = 3; length < bytes.length; length++) {
    assert.throws(() => FieldReport.decode(bytes.subarray(0, length)), {
      code: "leyline/malformed",
    });
  }
});

test("decode() refuses a structure that is nested without end", () => {
  // Struct in field 13 of a command, whose value is a list of lists of lists: 3 bytes a level at first.
  let value = bytesOf(0x32, 0);
  for (let level = 0; level < 2000; level++) {
    const inner = bytesOf(0x0a, ...lengthOf(value), ...value);
    value = bytesOf(0x32, ...lengthOf(inner), ...inner);
  }
  const entry = bytesOf(0x0a, 1, 0x6b, 0x12, ...lengthOf(value), ...value);
  const struct = bytesOf(0x0a, ...lengthOf(entry), ...entry);
  const command = bytesOf(0x08, 1, 0x6a, ...lengthOf(struct), ...struct);
  assert.throws(() => AdaptationCommand.decode(command), {
    code: "leyline/malformed",
    message: /Max depth exceeded/,
  });
});

test("decode() returns a message or throws a TolariaError for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const codec of CODECS) {
        try {
          codec.decode(bytes);
        } catch (error) {
          assert.ok(TolariaError.is(error), String(error));
        }
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test("decode() returns a message or throws a TolariaError for changed bytes", () => {
  const good = AdaptationCommand.encode({
    version: 1,
    commandId: "c",
    issuedAt: { seconds: 1_700_000_000, nanos: 5 },
    annotations: { reason: "plateau" },
    rollbackPayload: { fields: { step: { numberValue: 7 } } },
  });
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1 });
  fc.assert(
    fc.property(changes, (edits) => {
      const bytes = good.slice();
      for (const [at, value] of edits) bytes[at] = value;
      try {
        AdaptationCommand.decode(bytes);
      } catch (error) {
        assert.ok(TolariaError.is(error), String(error));
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});

/** A length as a varint. */
function lengthOf(bytes: Uint8Array): number[] {
  const groups: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>= 7) groups.push((rest & 127) | 128);
  return [...groups, rest];
}

test("SystemStatePacket agrees with Google's protobuf byte for byte", () => {
  const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
  const bytes = new Uint8Array(fixture("packet.bin"));
  const fields = JSON.parse(fixture("packet.json").toString("utf8"));
  assert.partialDeepStrictEqual(
    JSON.parse(JSON.stringify(SystemStatePacket.decode(bytes))),
    fields,
  );
  assert.deepEqual(SystemStatePacket.encode(fields), bytes);
});
