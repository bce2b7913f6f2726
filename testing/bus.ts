import assert from "node:assert/strict";
import type { Bus, BusChange, BusChannel } from "../core/mod.ts";
import { DeliveryGuarantee, type EventEnvelope, toDuration, toTimestamp } from "../proto/mod.ts";
import { messageOf, NOTHING, textOf } from "./_support/messages.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { waitUntil } from "./_support/wait_until.ts";

/** Two buses that are connected to each other, and hold {@link CAPACITY} messages at most. */
export interface BusStage {
  /** The bus to check. */
  readonly bus: Bus;
  /** Another end of it. */
  readonly peer: Bus;
  /** Settles once both are connected, after they were started. */
  connected?(): Promise<void>;
  /** Gives back what the buses needed. */
  close?(): Promise<void>;
}

/** Most messages that wait in a bus under test. */
export const CAPACITY = 8;

/** Makes a stage. Cut off, the bus cannot send within the turn in which it is asked to. */
export type CreateBuses = (cutOff: boolean) => Promise<BusStage>;

/** Runs `claim` with two buses that have been started, and disposes them. */
export async function withBuses(
  create: CreateBuses,
  claim: (stage: BusStage) => void | Promise<void>,
  cutOff = false,
): Promise<void> {
  const stage = await create(cutOff);
  try {
    await Promise.all([stage.bus.start(), stage.peer.start()]);
    if (!cutOff) await stage.connected?.();
    await claim(stage);
  } finally {
    await Promise.all([stage.bus.dispose(), stage.peer.dispose()]);
    await stage.close?.();
  }
}

/** Checks what the port {@link Bus} obliges a provider to. */
export function conformsToBus(create: CreateBuses, options: SuiteOptions = {}): void {
  const declare = suiteOf(options);
  const check = (
    name: string,
    claim: (stage: BusStage) => void | Promise<void>,
    { cutOff = false } = {},
  ) => declare(name, () => withBuses(create, claim, cutOff));

  check("Bus has a name, and nothing has happened to it at first", ({ bus }) => {
    assert.match(bus.name, /^[a-z][a-z-]*$/);
    assert.deepEqual(bus.counts, NOTHING);
  });

  check(
    "Bus.publish() refuses a message without an id, a priority or a size to send",
    ({ bus }) => {
      const oversized = { payload: new Uint8Array(1024 * 1024) };
      for (const [fields, code] of [
        [{ eventId: "" }, "bus/refused"],
        [{ priority: 0 }, "bus/refused"],
        [{ priority: 9 as never }, "bus/refused"],
        [oversized, "leyline/oversized"],
      ] as const) {
        assert.throws(() => bus.publish(messageOf("x", "low", fields)), { code });
      }
      assert.deepEqual(bus.counts, NOTHING);
    },
  );

  check(
    "Bus.publish() brings a message to the other as it is, and to its channel alone",
    async (stage) => {
      const heard = hear(stage.peer);
      const sent = messageOf("one", "high", {
        eventType: "test.one",
        ttl: toDuration(60_000),
        processingDeadline: toDuration(1500),
        routingKeys: ["a", "b"],
        correlationId: "c",
        deliveryGuarantee: DeliveryGuarantee.DELIVERY_GUARANTEE_AT_LEAST_ONCE,
      });
      stage.bus.publish(sent);
      await waitUntil("it is there", () => heard.normal.length === 1);
      const { createdAt, ttl, processingDeadline, ...rest } = heard.normal[0] as EventEnvelope;
      for (const [key, value] of Object.entries(rest)) {
        const expected = sent[key as keyof typeof sent];
        if (value instanceof Uint8Array) assert.equal(textOf({ payload: value } as never), "one");
        else if (key !== "currentAttempt") assert.deepEqual(value, expected, key);
      }
      assert.deepEqual([createdAt, ttl, processingDeadline].map(secondsOf), [
        secondsOf(sent.createdAt),
        60,
        1.5,
      ]);
      assert.deepEqual(heard.emergency, []);
    },
  );

  check(
    "Bus.publish() sends CRITICAL messages by the channel of emergencies, in order",
    async (stage) => {
      const heard = hear(stage.peer);
      for (const text of ["a", "b", "c"]) stage.bus.publish(messageOf(text, "critical"));
      await waitUntil("they are there", () => heard.emergency.length === 3);
      assert.deepEqual(heard.emergency.map(textOf), ["a", "b", "c"]);
      assert.deepEqual(heard.normal, []);
    },
  );

  check("Bus hands a message to everybody but its sender, and both ways", async ({ bus, peer }) => {
    const [here, there] = [hear(bus), hear(peer)];
    bus.publish(messageOf("from here", "critical"));
    peer.publish(messageOf("from there", "critical"));
    await waitUntil("both are there", () => here.emergency.length + there.emergency.length >= 2);
    assert.deepEqual(here.emergency.map(textOf), ["from there"]);
    assert.deepEqual(there.emergency.map(textOf), ["from here"]);
  });

  check("Bus hands a message on once, however often its id comes", async ({ bus, peer }) => {
    const heard = hear(peer);
    const twice = messageOf("twice", "critical");
    for (const message of [twice, twice, messageOf("last", "critical")]) bus.publish(message);
    await waitUntil("the last is there", () => peer.counts.received === 2);
    assert.deepEqual(heard.emergency.map(textOf), ["twice", "last"]);
    assert.equal(peer.counts.repeated, 1);
  });

  check(
    "Bus hands on no message past its time to live, but for CRITICAL ones",
    async ({ bus, peer }) => {
      const heard = hear(peer);
      const old = { createdAt: toTimestamp(Date.now() - 60_000), ttl: toDuration(1000) };
      bus.publish(messageOf("old", "high", old));
      bus.publish(messageOf("old", "critical", old));
      bus.publish(messageOf("last", "high"));
      await waitUntil(
        "the rest is there",
        () => heard.normal.length + heard.emergency.length === 2,
      );
      assert.deepEqual([...heard.emergency, ...heard.normal].map(textOf), ["old", "last"]);
      // One that is past it may not even be sent.
      const { dropped } = bus.counts;
      assert.equal(peer.counts.expired + dropped.high, 1);
    },
  );

  check("Bus bears a listener that throws, tells the others and says so", async ({ bus, peer }) => {
    const changes: BusChange[] = [];
    peer.watch((change) => changes.push(change));
    peer.watch(() => assert.fail("thrown by a watcher"));
    peer.subscribe("emergency", () => assert.fail("thrown by a listener"));
    const heard = hear(peer);
    bus.publish(messageOf("one", "critical"));
    await waitUntil("it is there", () => heard.emergency.length === 1);
    const unhandled = changes.filter(({ kind }) => kind === "unhandled");
    assert.deepEqual(unhandled, [{ kind: "unhandled", count: 1, reason: "thrown by a listener" }]);
  });

  check("Bus.subscribe() and watch() end by what they return", async ({ bus, peer }) => {
    const heard: string[] = [];
    const stop = peer.subscribe("emergency", (envelope) => heard.push(textOf(envelope)));
    let told = 0;
    const stopWatching = peer.watch(() => {
      told += 1;
    });
    bus.publish(messageOf("one", "critical"));
    await waitUntil("it is there", () => heard.length === 1);
    stop();
    stopWatching();
    peer.subscribe("emergency", () => {
      throw new Error("nobody is told of this");
    });
    bus.publish(messageOf("two", "critical"));
    await waitUntil("it is there", () => peer.counts.received === 2);
    assert.deepEqual(heard, ["one"]);
    assert.equal(told, 0);
  });

  check(
    "Bus.flush() leaves nothing that waits while the destination answers",
    async ({ bus, peer }) => {
      for (let index = 0; index < CAPACITY; index++) bus.publish(messageOf(`${index}`, "low"));
      await bus.flush();
      assert.deepEqual(bus.counts, { ...NOTHING, published: CAPACITY, delivered: CAPACITY });
      assert.equal(peer.counts.published, 0);
    },
  );

  check(
    "Bus gives up the lowest and the oldest first, counts each, and keeps what is CRITICAL",
    async ({ bus }) => {
      const changes: BusChange[] = [];
      bus.watch((change) => changes.push(change));
      for (const priority of ["high", "low", "normal", "critical"] as const) {
        for (let index = 0; index < CAPACITY / 2; index++) bus.publish(messageOf("x", priority));
      }
      for (let index = 0; index < CAPACITY; index++) bus.publish(messageOf("x", "normal"));
      const dropped = { low: CAPACITY / 2, normal: CAPACITY, high: 0, critical: 0 };
      const given = () => Object.values(bus.counts.dropped).reduce((sum, one) => sum + one, 0);
      await waitUntil("they are given up", () => given() === 1.5 * CAPACITY);
      assert.deepEqual(bus.counts, {
        ...NOTHING,
        published: 3 * CAPACITY,
        waiting: 1.5 * CAPACITY,
        dropped,
      });
      await waitUntil("it is said", () => sumOf(changes, "dropped") === 1.5 * CAPACITY);
    },
    { cutOff: true },
  );

  check(
    "Bus.dispose() can be called twice, and what is published after it is given up",
    async ({ bus }) => {
      await bus.dispose();
      await bus.dispose();
      bus.publish(messageOf("late", "critical"));
      await bus.flush();
      assert.deepEqual(bus.counts, {
        ...NOTHING,
        published: 1,
        dropped: { ...NOTHING.dropped, critical: 1 },
      });
    },
  );

  check("Bus draws nothing from Math.random", async ({ bus, peer }) => {
    const random = Math.random;
    Math.random = () => assert.fail("Math.random was called");
    try {
      bus.publish(messageOf("x", "critical"));
      await waitUntil("it is there", () => peer.counts.received === 1);
    } finally {
      Math.random = random;
    }
  });
}

/** All that comes, by channel. */
function hear(bus: Bus): Record<BusChannel, EventEnvelope[]> {
  const heard: Record<BusChannel, EventEnvelope[]> = { emergency: [], normal: [] };
  for (const channel of ["emergency", "normal"] as const) {
    bus.subscribe(channel, (envelope) => heard[channel].push(envelope));
  }
  return heard;
}

function secondsOf(time: EventEnvelope["createdAt"]): number {
  return (time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e9;
}

function sumOf(changes: readonly BusChange[], kind: BusChange["kind"]): number {
  return changes
    .filter((change) => change.kind === kind)
    .reduce((sum, { count }) => sum + count, 0);
}
