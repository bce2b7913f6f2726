import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Batcher,
  type Delivery,
  FinalRefusal,
  type Gate,
} from "../../../../modules/telemetry/_worker/batcher.ts";
import { MessagePriority } from "../../../../proto/mod.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import { batcherOf, freshSpool } from "../../../_support/telemetry/batcher.ts";

const {
  MESSAGE_PRIORITY_LOW: LOW,
  MESSAGE_PRIORITY_NORMAL: NORMAL,
  MESSAGE_PRIORITY_HIGH: HIGH,
  MESSAGE_PRIORITY_CRITICAL: CRITICAL,
} = MessagePriority;

const TAKEN = Promise.resolve({ spans: 0 });

/** A delivery that keeps what it is brought, batch by batch. */
function keeping(batches: string[][] = []): { deliver: Delivery; batches: string[][] } {
  const deliver: Delivery = (batch) => {
    batches.push([...batch]);
    return TAKEN;
  };
  return { deliver, batches };
}

const refusing: Delivery = () => Promise.reject(new Error("down"));

test("Batcher delivers or counts every span when spans come during deliveries that fail now and then", async () => {
  const delivered: string[] = [];
  let deliveries = 0;
  const batcher: Batcher = batcherOf(async (batch) => {
    deliveries += 1;
    if (deliveries < 20) batcher.add(`during ${deliveries}`, NORMAL);
    if (deliveries % 2 === 0) throw new Error("no");
    delivered.push(...batch);
    return { spans: 0 };
  });
  for (let index = 0; index < 95; index++) batcher.add(`before ${index}`, NORMAL);
  await batcher.flush();
  batcher.add("after", NORMAL);
  await batcher.close();
  assert.equal(new Set(delivered).size, delivered.length);
  assert.equal(batcher.delivered, delivered.length);
  // 95 before, one during each of 19 deliveries or fewer, one after; 19 or more deliveries are made.
  assert.equal(delivered.length + batcher.losses.read().spans, 95 + Math.min(19, deliveries) + 1);
  assert.equal(batcher.losses.read().reason, "no");
});

test("Batcher keeps the order of spans of one priority", async () => {
  const { deliver, batches } = keeping();
  const batcher = batcherOf(deliver);
  const names = Array.from({ length: 35 }, (_, index) => `span ${index}`);
  for (const name of names) batcher.add(name, NORMAL);
  await batcher.close();
  assert.deepEqual(batches.flat(), names);
});

test("Batcher brings what matters most first", async () => {
  const { deliver, batches } = keeping();
  const batcher = batcherOf(deliver);
  batcher.add("low", LOW);
  batcher.add("normal", NORMAL);
  batcher.add("high", HIGH);
  batcher.add("normal too", NORMAL);
  await batcher.close();
  assert.deepEqual(batches, [["high", "normal", "normal too", "low"]]);
});

test("Batcher drops what matters least and is oldest when too much waits, and counts it by priority", async () => {
  const { deliver, batches } = keeping();
  const batcher = batcherOf(deliver, { capacity: 3 });
  // With room for 3: low 1 gives way to high 1, low 2 to high 2, normal 1 to high 3, and low 3 to nobody but itself.
  for (const name of ["low 1", "low 2"]) batcher.add(name, LOW);
  batcher.add("normal 1", NORMAL);
  for (const name of ["high 1", "high 2", "high 3"]) batcher.add(name, HIGH);
  batcher.add("low 3", LOW);
  await batcher.close();
  assert.deepEqual(batches.flat(), ["high 1", "high 2", "high 3"]);
  const { spans, byPriority } = batcher.losses.read();
  assert.equal(spans, 4);
  assert.deepEqual(byPriority, { low: 3, normal: 1, high: 0, critical: 0 });
});

test("Batcher counts a delivery in progress once when it is given up on", async () => {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const batcher = batcherOf(() => never, { flushTimeoutMs: 5 });
  for (let index = 0; index < 25; index++) batcher.add(`span ${index}`, NORMAL);
  await batcher.close();
  assert.equal(batcher.losses.read().spans, 25);
  reject(new Error("too late to count"));
  await never.catch(() => {});
  assert.equal(batcher.losses.read().spans, 25);
});

test("Batcher delivers nothing in the turn in which a span comes", () => {
  const batcher = batcherOf(() => assert.fail("delivered at once"));
  for (let index = 0; index < 50; index++) batcher.add(`span ${index}`, NORMAL);
});

test("Batcher brings a critical span while another delivery hangs", async () => {
  const hanging = Promise.withResolvers<{ spans: number }>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<readonly string[]>();
  const batcher = batcherOf((batch) => {
    if (batch.includes("slow")) return hanging.promise;
    arrive(batch);
    return TAKEN;
  });
  batcher.add("slow", NORMAL);
  const flushed = batcher.flush();
  batcher.add("urgent", CRITICAL);
  assert.deepEqual(await arrived, ["urgent"]);
  hanging.resolve({ spans: 0 });
  await flushed;
  assert.equal(batcher.delivered, 2);
  await batcher.close();
});

test("Batcher lets no more than the cap pass in a minute, and drops none of the others", async () => {
  const { deliver, batches } = keeping();
  let nowMs = 0;
  const batcher = batcherOf(deliver, { bypassesPerMinute: 3, now: () => nowMs });
  for (let index = 0; index < 8; index++) batcher.add(`critical ${index}`, CRITICAL);
  await batcher.flush();
  assert.deepEqual(
    batches.map(({ length }) => length),
    [3, 5],
  );
  assert.equal(batcher.deferred, 5);
  nowMs = 60_000;
  batcher.add("a minute later", CRITICAL);
  assert.equal(batcher.deferred, 5);
  await batcher.close();
  assert.equal(batcher.delivered, 9);
});

test("Batcher spools critical spans that cannot be delivered, and brings them when the destination is back", async () => {
  let isUp = false;
  const delivered: string[] = [];
  const spool = freshSpool();
  const batcher = batcherOf(
    async (batch) => {
      if (!isUp) throw new Error("down");
      delivered.push(...batch);
      return { spans: 0 };
    },
    { spool, bypassesPerMinute: 2, capacity: 10, delayMs: 60_000 },
  );
  const names = Array.from({ length: 30 }, (_, index) => `critical ${index}`);
  for (const name of names) batcher.add(name, CRITICAL);
  batcher.add("normal", NORMAL);
  await batcher.flush();
  assert.equal(spool.count, 30);
  assert.deepEqual(batcher.losses.read().byPriority, { low: 0, normal: 1, high: 0, critical: 0 });

  isUp = true;
  await batcher.flush();
  assert.equal(spool.count, 0);
  assert.deepEqual(delivered.map((line) => JSON.parse(line)).sort(), names.toSorted());
  await batcher.close();
});

test("Batcher leaves critical spans in the spool when it is closed before the destination is back", async () => {
  const spool = freshSpool();
  const batcher = batcherOf(refusing, { spool });
  for (let index = 0; index < 5; index++) batcher.add(`critical ${index}`, CRITICAL);
  await batcher.close();
  batcher.add("after", CRITICAL);
  assert.equal(batcher.losses.read().spans, 0);
  assert.equal(spool.count, 6);
  spool.remove(spool.peek().map(({ id }) => id));
});

test("Batcher counts critical spans as lost, and says why, when the disk does not take them", async () => {
  const spool = freshSpool();
  spool.append = () => {
    throw new Error("no space left");
  };
  const batcher = batcherOf(refusing, { spool });
  batcher.add("critical", CRITICAL);
  await batcher.close();
  const { byPriority, reason } = batcher.losses.read();
  assert.equal(byPriority?.critical, 1);
  assert.match(reason ?? "", /down, and they could not be spilled: no space left/);
});

test("Batcher keeps spans while its gate is closed, and loses them when somebody waits", async () => {
  let isAsked = false;
  const gate: Gate = {
    acquire: () => {
      isAsked = true;
      return Promise.resolve("the breaker is open");
    },
    succeed: () => assert.fail("nothing was tried"),
    fail: () => assert.fail("nothing was tried"),
  };
  const batcher = batcherOf(() => assert.fail("delivered through a closed gate"), {
    gate,
    batchSize: 1,
  });
  batcher.add("normal", NORMAL);
  await waitUntil("the gate was asked", () => isAsked);
  assert.equal(batcher.losses.read().spans, 0);
  await batcher.flush();
  assert.equal(batcher.losses.read().reason, "the breaker is open");
  assert.equal(batcher.losses.read().spans, 1);
  await batcher.close();
});

test("Batcher sets spooled spans aside that cannot be read or are refused for good, and delivers those behind them", async () => {
  const delivered: string[] = [];
  const spool = freshSpool();
  const lines = ["unreadable", "one", "malformed", "two"].map((text) => JSON.stringify(text));
  spool.append(lines.map((line) => new TextEncoder().encode(line)));
  const batcher = batcherOf(
    async (batch) => {
      if (batch.some((line) => line.includes("malformed"))) throw new FinalRefusal("status 400");
      delivered.push(...batch);
      return { spans: 0 };
    },
    {
      spool,
      check: (line) => {
        if (line.includes("unreadable")) throw new TypeError("it is no span");
      },
    },
  );
  await batcher.flush();
  assert.deepEqual(delivered, ['"one"', '"two"']);
  assert.deepEqual([spool.count, spool.setAsideCount], [0, 2]);
  const { byPriority, reason } = batcher.losses.read();
  assert.equal(byPriority?.critical, 2);
  assert.equal(reason, "a spooled span was set aside: status 400");
  await batcher.close();
});
