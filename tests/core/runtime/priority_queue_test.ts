import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PriorityQueue } from "../../../core/runtime/mod.ts";
import { PRIORITY } from "../../../testing/_support/messages.ts";

type Name = keyof typeof PRIORITY;

interface Item {
  readonly id: string;
  readonly priority: (typeof PRIORITY)[Name];
}

const PRIORITIES = Object.keys(PRIORITY) as Name[];

const itemOf = (id: string, priority: Name): Item => ({ id, priority: PRIORITY[priority] });

const ids = (items: readonly Item[]) => items.map(({ id }) => id);

test("PriorityQueue evicts the lowest priority first, the oldest of it first, and never a CRITICAL item", () => {
  const queue = new PriorityQueue<Item>(3);
  const evicted = [];
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
    evicted.push(queue.push(itemOf(id, priority))?.id ?? "-");
  }
  // Room for three CRITICAL ones, and for three others.
  assert.deepEqual(evicted, ["-", "-", "-", "-", "l1", "l2", "-", "l3", "-", "c4"]);
  assert.equal(queue.length, 6);
  assert.deepEqual(ids(queue.take(10)), ["c1", "c2", "c3", "h1", "h2", "n1"]);
});

test("PriorityQueue.putBack() puts what was taken before all others", () => {
  const queue = new PriorityQueue<Item>(3);
  for (const id of ["1", "2", "3"]) queue.push(itemOf(id, "low"));
  const taken = queue.take(2);
  queue.push(itemOf("4", "low"));
  assert.deepEqual(ids(queue.putBack(taken)), ["1"]);
  assert.deepEqual(ids(queue.take(3)), ["2", "3", "4"]);
});

test("PriorityQueue loses no item silently and stays within its bounds", () => {
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
        const queue = new PriorityQueue<Item>(capacity);
        let taken: Item[] = [];
        let [pushed, gone] = [0, 0];
        for (const step of actions) {
          if (step === "put back") {
            const room = taken.filter(({ priority }) => priority !== PRIORITY.critical);
            gone += queue.putBack(room).length + (taken.length - room.length);
            taken = [];
          } else if ("push" in step) {
            pushed += 1;
            if (queue.push(itemOf(`${pushed}`, step.push))) gone += 1;
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
