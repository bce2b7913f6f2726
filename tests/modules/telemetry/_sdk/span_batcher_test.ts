import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadableSpan } from "../../../../deps.ts";
import { SpanBatcher, type SpanDelivery } from "../../../../modules/telemetry/_sdk/mod.ts";

const LIMITS = { capacity: 100, batchSize: 10, delayMs: 1, flushTimeoutMs: 1000 };
const span = (name: string): ReadableSpan => ({ name }) as ReadableSpan;

test("SpanBatcher delivers or counts every span when spans end during deliveries that fail now and then", async () => {
  const delivered: string[] = [];
  let deliveries = 0;
  const batcher: SpanBatcher = new SpanBatcher(async (batch) => {
    deliveries += 1;
    if (deliveries < 20) batcher.onEnd(span(`during ${deliveries}`));
    if (deliveries % 2 === 0) throw new Error("no");
    delivered.push(...batch.map(({ name }) => name));
    return { spans: 0 };
  }, LIMITS);
  for (let index = 0; index < 95; index++) batcher.onEnd(span(`before ${index}`));
  await batcher.forceFlush();
  batcher.onEnd(span("after"));
  await batcher.shutdown();
  assert.equal(new Set(delivered).size, delivered.length);
  // 95 before, one during each of 19 deliveries or fewer, one after; 19 or more deliveries are made.
  assert.equal(delivered.length + batcher.losses.read().spans, 95 + Math.min(19, deliveries) + 1);
  assert.equal(batcher.losses.read().reason, "no");
});

test("SpanBatcher keeps the order of spans", async () => {
  const delivered: string[] = [];
  const deliver: SpanDelivery = async (batch) => {
    delivered.push(...batch.map(({ name }) => name));
    return { spans: 0 };
  };
  const batcher = new SpanBatcher(deliver, LIMITS);
  const names = Array.from({ length: 35 }, (_, index) => `span ${index}`);
  for (const name of names) batcher.onEnd(span(name));
  await batcher.shutdown();
  assert.deepEqual(delivered, names);
});

test("SpanBatcher counts a delivery in progress once when it is given up on", async () => {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const batcher = new SpanBatcher(() => never, { ...LIMITS, flushTimeoutMs: 5 });
  for (let index = 0; index < 25; index++) batcher.onEnd(span(`span ${index}`));
  await batcher.shutdown();
  assert.equal(batcher.losses.read().spans, 25);
  reject(new Error("too late to count"));
  await never.catch(() => {});
  assert.equal(batcher.losses.read().spans, 25);
});

test("SpanBatcher delivers nothing in the turn in which a span ends", () => {
  const batcher = new SpanBatcher(() => assert.fail("delivered at once"), LIMITS);
  for (let index = 0; index < 50; index++) batcher.onEnd(span(`span ${index}`));
});
