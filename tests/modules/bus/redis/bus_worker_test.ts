import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { noDrops } from "../../../../modules/bus/_shared/mod.ts";
import { EventEnvelope, toDuration } from "../../../../proto/mod.ts";
import { messageOf, textOf } from "../../../../testing/_support/messages.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import type { FakeStreams } from "../../../_support/bus/fake_streams.ts";
import { withBusWorker } from "./_stage.ts";

const texts = (streams: FakeStreams, channel: "emergency" | "normal" = "emergency") =>
  streams.entries[channel].map(({ bytes }) => textOf(EventEnvelope.decode(bytes)));

const away = (streams: FakeStreams) => {
  streams.closed = "connect ECONNREFUSED";
};

test("BusWorker keeps CRITICAL messages on disk while the destination is away, and sends them when it is back", () =>
  withBusWorker(
    async ({ publish, done, streams, scratch, receipts }) => {
      for (const text of ["a", "b", "c"]) publish(text, "critical");
      await done("flush");
      const files = () => readdirSync(scratch.path("spill/place/"));
      assert.equal(receipts().safe.length, 3);
      assert.ok(files().includes("bus-self.spool"));
      streams.closed = undefined;
      await waitUntil("they are delivered", () => receipts().delivered.critical === 3);
      assert.deepEqual(texts(streams), ["a", "b", "c"]);
      await done("close");
      assert.deepEqual(files(), []);
    },
    { prepare: away },
  ));

test("BusWorker waits longer after each try that fails, up to two seconds", () =>
  withBusWorker(
    async ({ waits, links, streams }) => {
      await waitUntil("it has tried eight times", () => waits.length >= 8);
      // 50 ms doubled each time, give or take a fifth, and 2 s at most.
      const expected = [50, 100, 200, 400, 800, 1600, 2000, 2000];
      for (const [index, ms] of expected.entries()) {
        assert.ok(
          Math.abs((waits[index] as number) - ms) <= ms / 5 + 1e-9,
          `${waits[index]} ${ms}`,
        );
      }
      assert.equal(links()[0], "down: connect ECONNREFUSED");
      streams.closed = undefined;
      await waitUntil("it is up", () => links().at(-1) === "up: it answers");
      streams.closed = "again";
      streams.break("cut");
      const before = waits.length;
      await waitUntil("it waits again", () => waits.length > before);
      assert.ok((waits[before] as number) <= 60);
    },
    { prepare: away },
  ));

test("BusWorker sends once more what the destination had taken and lost", () =>
  withBusWorker(async ({ publish, streams, receipts, links, pass }) => {
    publish("lost", "critical");
    publish("low", "low");
    await waitUntil("both are delivered", () => receipts().delivered.critical === 1);
    // However long it was away.
    streams.closed = "down";
    streams.break("killed");
    pass(3_600_000);
    streams.wipe();
    streams.closed = undefined;
    await waitUntil("it is back", () => texts(streams).length === 1);
    assert.deepEqual(texts(streams), ["lost"]);
    assert.deepEqual(texts(streams, "normal"), []);
    await waitUntil("it is up again", () => links().at(-1) === "up: it answers");
    assert.equal(receipts().delivered.critical, 1);
  }));

test("BusWorker does not ask for what the destination took more than a minute before the break", () =>
  withBusWorker(async ({ publish, streams, receipts, pass }) => {
    publish("old", "critical");
    await waitUntil("it is delivered", () => receipts().delivered.critical === 1);
    pass(60_001);
    publish("new", "critical");
    await waitUntil("it is delivered", () => receipts().delivered.critical === 2);
    const opened = streams.opened;
    streams.wipe();
    streams.break("killed");
    await waitUntil("it is back", () => streams.opened > opened && texts(streams).length > 0);
    assert.deepEqual(texts(streams), ["new"]);
  }));

test("BusWorker gives up what is not taken in four tries, but for CRITICAL messages", () =>
  withBusWorker(async ({ publish, streams, receipts, links }) => {
    streams.full = "OOM command not allowed";
    publish("low", "low");
    publish("critical", "critical");
    await waitUntil("it is given up", () => receipts().dropped.low === 1);
    assert.equal(receipts().dropReason, "not taken in 4 attempts: OOM command not allowed");
    const at = links().length;
    streams.full = undefined;
    await waitUntil("the other is delivered", () => receipts().delivered.critical === 1);
    assert.deepEqual(receipts().delivered, { ...noDrops(), critical: 1 });
    // It counts as up when it has taken something, and not when it only lets itself be called.
    await waitUntil("it is up", () => links().at(-1) === "up: it answers");
    assert.ok(
      links()
        .slice(1, at)
        .every((link) => link.startsWith("down")),
    );
    const [sent] = streams.entries.emergency;
    assert.ok(EventEnvelope.decode(sent?.bytes as Uint8Array).currentAttempt > 1);
  }));

test("BusWorker sends the most urgent first, and nothing whose time is over", () =>
  withBusWorker(
    async ({ publish, streams, receipts, pass, done }) => {
      publish("short", "high", { ttl: toDuration(1000) });
      publish("low", "low");
      publish("high", "high");
      publish("critical", "critical", { ttl: toDuration(1000) });
      await done("flush");
      pass(2000);
      streams.closed = undefined;
      await waitUntil("they are delivered", () => receipts().delivered.low === 1);
      assert.deepEqual(texts(streams), ["critical"]);
      assert.deepEqual(texts(streams, "normal"), ["high", "low"]);
      assert.deepEqual(receipts().dropped, { ...noDrops(), high: 1 });
      assert.equal(receipts().dropReason, "its time to live was over");
    },
    { prepare: away },
  ));

test("BusWorker gives up at its end what is not on disk", () =>
  withBusWorker(
    async ({ publish, done, receipts }) => {
      publish("kept", "critical");
      publish("lost", "high");
      await done("close");
      assert.deepEqual(receipts().dropped, { ...noDrops(), high: 1 });
    },
    { prepare: away },
  ));

test("BusWorker says that CRITICAL messages cannot be written down, and sends them all the same", () =>
  withBusWorker(
    async ({ publish, scratch, said, streams, receipts }) => {
      scratch.write("spill", "a file where the folder is to be");
      publish("x", "critical");
      await waitUntil("it says so", () => said.some((message) => "unsaved" in message));
      assert.deepEqual(receipts().safe, []);
      streams.closed = undefined;
      await waitUntil("it is delivered", () => receipts().delivered.critical === 1);
    },
    { prepare: away },
  ));

test("BusWorker hands on what others sent, once, and says when it need not come again", () =>
  withBusWorker(async ({ worker, streams, said, receipts }) => {
    const bytes = EventEnvelope.encode(messageOf("news", "critical"));
    const [first, second] = [streams.put("emergency", bytes), streams.put("emergency", bytes)];
    const arrived = () =>
      said.flatMap((message) => ("arrived" in message ? [message.arrived] : []));
    await waitUntil("it is there", () => receipts().repeated === 1);
    assert.deepEqual(
      arrived().map(({ id }) => id),
      [first],
    );
    // The second at once, the first when the listeners have had it.
    await waitUntil("the second is done with", () => streams.acknowledged.includes(second));
    assert.ok(!streams.acknowledged.includes(first));
    worker.onMessage({ handled: { channel: "emergency", id: first } });
    streams.put("emergency", EventEnvelope.encode(messageOf("more", "critical")));
    await waitUntil("the first is done with", () => streams.acknowledged.includes(first));
  }));

test("BusWorker refuses what is no message, and goes on", () =>
  withBusWorker(async ({ streams, said, receipts }) => {
    const id = "x".repeat(257);
    const bad = [
      new Uint8Array(),
      new Uint8Array([255, 255, 255]),
      new Uint8Array(64 * 1024 + 1),
      EventEnvelope.encode(messageOf("x", "critical", { eventId: "" })),
      EventEnvelope.encode(messageOf("x", "critical", { eventId: id })),
    ];
    for (const bytes of bad) streams.put("emergency", bytes);
    streams.put("emergency", EventEnvelope.encode(messageOf("good", "critical")));
    await waitUntil("the good one is there", () => said.some((message) => "arrived" in message));
    await waitUntil("all are done with", () => streams.acknowledged.length === bad.length);
    assert.equal(receipts().refused, bad.length);
    assert.match(receipts().refusal, /"event_id" must have .*, but has 257\./);
  }));

test("BusWorker leaves others than emergencies in their stream while a thousand are not handled", () =>
  withBusWorker(async ({ worker, streams, said }) => {
    const arrived = () => said.filter((message) => "arrived" in message).length;
    worker.onMessage({ wantsAll: true });
    streams.put("emergency", EventEnvelope.encode(messageOf("first", "critical")));
    for (let index = 0; index < 1000; index++) {
      streams.put("normal", EventEnvelope.encode(messageOf("x", "low")));
    }
    await waitUntil("they are there", () => arrived() === 1001);
    await waitUntil("it reads emergencies alone", () => streams.reading.join() === "emergency");
    for (const { id } of streams.entries.normal) {
      worker.onMessage({ handled: { channel: "normal", id } });
    }
    streams.put("emergency", EventEnvelope.encode(messageOf("x", "critical")));
    await waitUntil("it reads both again", () => streams.reading.join() === "emergency,normal");
  }));

test("BusWorker tries once more when it is to be flushed, however long it would have waited", () =>
  withBusWorker(
    async ({ publish, done, streams, receipts, waits, holdWaits }) => {
      await waitUntil("it waits", () => waits.length > 0);
      holdWaits();
      const before = waits.length;
      await waitUntil("it waits for long", () => waits.length > before);
      publish("x", "critical");
      streams.closed = undefined;
      await done("flush");
      assert.equal(receipts().delivered.critical, 1);
    },
    { prepare: away },
  ));
