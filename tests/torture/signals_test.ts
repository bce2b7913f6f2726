import assert from "node:assert/strict";
import { test } from "node:test";
import { hasSharedMemory } from "../_support/processes/shared_memory.ts";
import { isWhole, provable } from "./_words.ts";
import { tortureSignals } from "./signals.ts";

test("tortureSignals() finds nothing torn, stale or left over", {
  skip: hasSharedMemory(),
}, async () => {
  const { written, killed, reads, ...bad } = await tortureSignals({
    reads: 20_000,
    writers: 1,
    participants: 1,
    kills: 3,
  });
  assert.deepEqual(bad, {
    torn: 0,
    stale: 0,
    false_acknowledgements: 0,
    left_over_places: 0,
    left_over_segments: 0,
  });
  assert.equal(killed, 3);
  assert.ok(reads >= 20_000 && written > 0);
});

test("isWhole() returns false when a signal is made of two", () => {
  const signal = (count: number) => ({
    number: 1,
    rehearsal: false,
    pid: 5,
    monotonicMs: 0,
    ...provable(2, count, 5),
  });
  const [one, two] = [signal(300), signal(301)];
  assert.ok(isWhole(one));
  const reason = one.reason.slice(0, 20) + two.reason.slice(20);
  assert.ok(!isWhole({ ...one, reason }));
  assert.ok(!isWhole({ ...one, level: 3 }));
  assert.ok(!isWhole({ ...one, pid: 6 }));
});
