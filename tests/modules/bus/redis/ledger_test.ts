import assert from "node:assert/strict";
import { test } from "node:test";
import { noDrops, toOutbound } from "../../../../modules/bus/_shared/mod.ts";
import { Ledger } from "../../../../modules/bus/redis/ledger.ts";
import type { Receipts } from "../../../../modules/bus/redis/messages.ts";
import { messageOf, NOTHING } from "../../../../testing/_support/messages.ts";

const receiptsOf = (overrides: Partial<Receipts>): Receipts => ({
  delivered: noDrops(),
  dropped: noDrops(),
  dropReason: "",
  safe: [],
  repeated: 0,
  expired: 0,
  refused: 0,
  refusal: "",
  ...overrides,
});

test("Ledger keeps what is CRITICAL until the worker says that it is safe", () => {
  const ledger = new Ledger(4);
  const [a, b] = ["a", "b"].map((text) => toOutbound(messageOf(text, "critical")));
  for (const message of [a, b]) assert.ok(message && ledger.enter(message));
  ledger.settle(receiptsOf({ safe: [a?.eventId as string] }));
  assert.deepEqual(ledger.unsafe, [b]);
  assert.equal(ledger.loseUnsafe(), 1);
  assert.deepEqual(ledger.counts, {
    ...NOTHING,
    published: 2,
    waiting: 1,
    dropped: { ...noDrops(), critical: 1 },
  });
});

test("Ledger loses the others with the worker, each once", () => {
  const ledger = new Ledger(4);
  for (const priority of ["low", "low", "high", "critical"] as const) {
    ledger.enter(toOutbound(messageOf("x", priority)));
  }
  ledger.settle(receiptsOf({ delivered: { ...noDrops(), low: 1 } }));
  assert.equal(ledger.loseOthers(), 2);
  assert.equal(ledger.loseOthers(), 0);
  assert.deepEqual(ledger.counts, {
    ...NOTHING,
    published: 4,
    delivered: 1,
    waiting: 1,
    dropped: { ...noDrops(), low: 1, high: 1 },
  });
});

test("Ledger hands a worker that does not answer no more than twice what it holds", () => {
  const ledger = new Ledger(2);
  const entered = Array.from({ length: 5 }, () => ledger.enter(toOutbound(messageOf("x", "low"))));
  assert.deepEqual(entered, [true, true, true, true, false]);
  const critical = Array.from({ length: 5 }, () =>
    ledger.enter(toOutbound(messageOf("x", "critical"))),
  );
  assert.deepEqual(critical, [true, true, true, true, false]);
  assert.deepEqual(ledger.counts.dropped, { ...noDrops(), low: 1, critical: 1 });
});

test("Ledger counts what a dead process had published", () => {
  const ledger = new Ledger(2);
  ledger.recover(3);
  ledger.settle(receiptsOf({ delivered: { ...noDrops(), critical: 3 } }));
  assert.deepEqual(ledger.counts, { ...NOTHING, published: 3, delivered: 3 });
});
