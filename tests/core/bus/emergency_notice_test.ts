import assert from "node:assert/strict";
import { test } from "node:test";
import { readNotice, wrapNotice } from "../../../core/bus/emergency_notice.ts";
import type { EmergencyNotice } from "../../../core/ports/emergency.ts";
import {
  EmergencyLevel,
  EmergencySignal,
  EventEnvelope,
  fromTimestamp,
  MessagePriority,
} from "../../../proto/mod.ts";

const WORD: EmergencyNotice = {
  kind: "raised",
  level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
  reason: "loss spike",
  origin: "a/1",
  runId: "run-1",
};
const NOW = { monotonicMs: 12.4, wallMs: 1_700_000_000_123 };

const wrapped = (fields: Parameters<typeof EventEnvelope.encode>[0] = {}, word = WORD) =>
  EventEnvelope.decode(EventEnvelope.encode({ ...wrapNotice(word, NOW, "trace"), ...fields }));

test("wrapNotice() and readNotice() carry every kind of word", () => {
  for (const kind of ["raised", "rehearsed", "stood-down"] as const) {
    assert.deepEqual(readNotice(wrapped({}, { ...WORD, kind })), { ...WORD, kind });
  }
  const { eventType, priority, correlationId, routingKeys, payload, ttl, maxAttempts } = wrapped();
  assert.equal(eventType, "tolaria.emergency.raised");
  assert.equal(priority, MessagePriority.MESSAGE_PRIORITY_CRITICAL);
  assert.deepEqual([correlationId, routingKeys, ttl ?? undefined], ["trace", ["run-1"], undefined]);
  assert.equal(maxAttempts, 0);
  const { monotonicMs, issuedAt } = EmergencySignal.decode(payload);
  assert.deepEqual([monotonicMs, fromTimestamp(issuedAt)], [12, NOW.wallMs]);
});

test("readNotice() passes over what is about something else", () => {
  for (const eventType of ["", "tolaria.emergency", "constructor", "tolaria.emergency.other"]) {
    assert.equal(readNotice(wrapped({ eventType })), undefined);
  }
});

test("readNotice() refuses an invalid notice", () => {
  const signal = (fields: object) =>
    EmergencySignal.encode({ version: 1, level: 3, origin: "a", ...fields });
  for (const [fields, code] of [
    [{ payloadType: "esper.leyline.v1.FieldReport" }, "bus/refused"],
    [{ payload: new Uint8Array([255]) }, "leyline/malformed"],
    [{ payload: new Uint8Array() }, "leyline/version"],
    [{ payload: signal({ level: 0 }) }, "bus/refused"],
    [{ payload: signal({ level: 5 }) }, "bus/refused"],
    [{ payload: signal({ origin: "" }) }, "bus/refused"],
  ] as const) {
    assert.throws(() => readNotice(wrapped(fields)), { code });
  }
});

test("readNotice() refuses long texts and line breaks from another host", () => {
  const long = { ...WORD, reason: `a\n\u001b[2J${"b".repeat(1000)}`, runId: "c\nd" };
  const word = readNotice(wrapped({}, long));
  assert.equal(word?.reason, `a ${"b".repeat(498)}`);
  assert.equal(word?.runId, "c d");
});
