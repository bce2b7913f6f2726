import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MessageDeduplicator } from "../../../modules/bus/_shared/mod.ts";
import { EventEnvelope, toDuration, toTimestamp } from "../../../proto/mod.ts";
import { messageOf } from "../../../testing/_support/messages.ts";

const bytesOf = (...parts: Parameters<typeof messageOf>) =>
  EventEnvelope.encode(messageOf(...parts));

test("MessageDeduplicator.evaluate() throws at no bytes, and lets in none but a message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const evaluation = new MessageDeduplicator(() => 0).evaluate(bytes);
      if (evaluation.kind === "fresh") assert.notEqual(evaluation.envelope.eventId, "");
    }),
    { numRuns: 2000 },
  );
});

test("MessageDeduplicator.evaluate() throws at no message of which bytes were changed", () => {
  const good = bytesOf("x", "high", { ttl: toDuration(5), routingKeys: ["a"] });
  const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.nat(good.length),
      (changes, cut) => {
        const bytes = good.slice(0, cut);
        for (const { at, to } of changes) if (at < cut) bytes[at] = to;
        new MessageDeduplicator(() => 0).evaluate(bytes);
      },
    ),
    { numRuns: 2000 },
  );
});

test("MessageDeduplicator.evaluate() knows its own messages, those that came before, and those whose time is over", () => {
  let nowMs = 1_700_000_000_000;
  const deduplicator = new MessageDeduplicator(() => nowMs);
  const own = bytesOf("own", "low", { eventId: "own" });
  deduplicator.rememberOwn("own");
  const timed = { createdAt: toTimestamp(nowMs), ttl: toDuration(1000) };
  const news = bytesOf("news", "low", { eventId: "news", ...timed });
  const later = bytesOf("later", "low", { eventId: "later", ...timed });
  const urgent = bytesOf("urgent", "critical", { eventId: "urgent", ...timed });
  const kinds = () => [own, news].map((bytes) => deduplicator.evaluate(bytes).kind);
  assert.deepEqual(kinds(), ["own", "fresh"]);
  assert.deepEqual(kinds(), ["own", "repeated"]);
  nowMs += 1001;
  assert.equal(deduplicator.evaluate(later).kind, "expired");
  assert.equal(deduplicator.evaluate(urgent).kind, "fresh");
});

test("MessageDeduplicator remembers 20,000 ids, and forgets the oldest", () => {
  const deduplicator = new MessageDeduplicator(() => 0);
  const first = bytesOf("first", "low", { eventId: "first" });
  deduplicator.evaluate(first);
  for (let index = 1; index < 20_000; index++) deduplicator.rememberOwn(`${index}`);
  assert.equal(deduplicator.evaluate(first).kind, "repeated");
  deduplicator.rememberOwn("one more");
  assert.equal(deduplicator.evaluate(first).kind, "fresh");
});
