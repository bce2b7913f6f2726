import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BusPriority } from "../../../core/mod.ts";
import { OutboundQueue, type Parcel } from "../../../modules/bus/_shared/mod.ts";

const PRIORITIES: readonly BusPriority[] = ["low", "normal", "high", "critical"];

const parcelOf = (eventId: string, priority: BusPriority): Parcel => ({
  eventId,
  priority,
  bytes: new Uint8Array(),
  expiresAtMs: Number.POSITIVE_INFINITY,
  maxAttempts: 4,
  attempt: 1,
});

const ids = (parcels: readonly Parcel[]) => parcels.map(({ eventId }) => eventId);

test("OutboundQueue gives up the lowest first, the oldest of it first, and none that is CRITICAL", () => {
  const queue = new OutboundQueue(3);
  const given = [];
  for (const [id, priority] of [
    ["c1", "critical"],
    ["l1", "low"],
    ["h1", "high"],
    ["l2", "low"],
    ["n1", "normal"],
    ["h2", "high"],
    ["c2", "critical"],
    ["l3", "low"],
    ["c3", "critical"],
    ["c4", "critical"],
  ] as const) {
    given.push(queue.push(parcelOf(id, priority))?.eventId ?? "-");
  }
  // Room for three CRITICAL ones, and for three others.
  assert.deepEqual(given, ["-", "-", "-", "-", "l1", "l2", "-", "l3", "-", "c4"]);
  assert.equal(queue.length, 6);
  assert.deepEqual(ids(queue.take(10)), ["c1", "c2", "c3", "h1", "h2", "n1"]);
});

test("OutboundQueue.putBack() puts what was taken before all others", () => {
  const queue = new OutboundQueue(3);
  for (const id of ["1", "2", "3"]) queue.push(parcelOf(id, "low"));
  const taken = queue.take(2);
  queue.push(parcelOf("4", "low"));
  assert.deepEqual(ids(queue.putBack(taken)), ["1"]);
  assert.deepEqual(ids(queue.take(3)), ["2", "3", "4"]);
});

test("OutboundQueue loses no message without saying so, and holds no more than it may", () => {
  const action = fc.oneof(
    fc.record({ push: fc.constantFrom(...PRIORITIES) }),
    fc.record({ take: fc.nat(5) }),
    fc.constant("put back" as const),
  );
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      (actions, capacity) => {
        const queue = new OutboundQueue(capacity);
        let taken: Parcel[] = [];
        let [pushed, gone] = [0, 0];
        for (const step of actions) {
          if (step === "put back") {
            const room = taken.filter(({ priority }) => priority !== "critical");
            gone += queue.putBack(room).length + (taken.length - room.length);
            taken = [];
          } else if ("push" in step) {
            pushed += 1;
            if (queue.push(parcelOf(`${pushed}`, step.push))) gone += 1;
          } else {
            gone += taken.length;
            taken = queue.take(step.take);
          }
          assert.equal(queue.length + taken.length + gone, pushed);
          assert.ok(queue.length <= 2 * capacity);
        }
      },
    ),
  );
});
