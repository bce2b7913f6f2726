import assert from "node:assert/strict";
import { test } from "node:test";
import { EmergencyBroadcast } from "../../../core/bus/emergency_broadcast.ts";
import { wrapNotice } from "../../../core/bus/emergency_notice.ts";
import {
  BUS,
  type Bus,
  type BusCounts,
  Emergencies,
  type Emergency,
  levelName,
} from "../../../core/mod.ts";
import { inProcessBus, ManualClock, noBus, systemClock } from "../../../modules/mod.ts";
import { EmergencyLevel, type EventEnvelope } from "../../../proto/mod.ts";
import { messageOf, NOTHING } from "../../../testing/_support/messages.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

const { EMERGENCY_LEVEL_MAJOR, EMERGENCY_LEVEL_SEVERE, EMERGENCY_LEVEL_CRITICAL } = EmergencyLevel;

/** A host with a bus: what is raised on it. */
interface HostStage {
  readonly bus: Bus;
  readonly clock: ManualClock;
  readonly emergencies: Emergencies;
  readonly raised: Emergency[];
  readonly stoodDown: string[];
  /** Messages that came by the bus. */
  readonly received: EventEnvelope[];
}

async function makeHost(bus: Bus): Promise<HostStage> {
  const clock = new ManualClock();
  const emergencies = new Emergencies(clock);
  const raised: Emergency[] = [];
  const stoodDown: string[] = [];
  const received: EventEnvelope[] = [];
  emergencies.subscribe({
    onRaised: (emergency) => raised.push(emergency),
    onStoodDown: ({ reason }) => stoodDown.push(reason),
  });
  new EmergencyBroadcast({ bus, emergencies, clock });
  bus.subscribe("emergency", (envelope) => received.push(envelope));
  await bus.start();
  return { bus, clock, emergencies, raised, stoodDown, received };
}

/** Three hosts on one bus. */
async function withHosts(
  claim: (
    hosts: readonly [HostStage, HostStage, HostStage],
    settle: () => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const name = crypto.randomUUID();
  const make = async () =>
    makeHost(await resolveProvider(BUS, inProcessBus({ name }), systemClock()));
  const hosts = [await make(), await make(), await make()] as const;
  const settle = async () => {
    // Until nobody has anything to say: echoes would go on.
    for (let round = 0; round < 5; round++) for (const { bus } of hosts) await bus.flush();
  };
  try {
    await claim(hosts, settle);
  } finally {
    for (const { bus } of hosts) await bus.dispose();
  }
}

const levels = ({ raised }: HostStage) => raised.map(({ level }) => levelName(level));

const raise = (host: HostStage, level: EmergencyLevel, reason = "loss spike") =>
  host.emergencies.raise({ level, reason, source: "watchdog" });

test("EmergencyBroadcast raises on every host what is raised on one, once", () =>
  withHosts(async ([a, b, c], settle) => {
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    assert.deepEqual([a, b, c].map(levels), [["SEVERE"], ["SEVERE"], ["SEVERE"]]);
    const [emergency] = b.raised;
    assert.equal(emergency?.source, "process");
    assert.equal(emergency?.reason, "loss spike");
    assert.match(emergency?.by ?? "", /\/\d+\/[0-9a-f]{8}$/);
    // Nobody but the first has said a word.
    assert.deepEqual(
      [a, b, c].map(({ bus }) => bus.counts.published),
      [1, 0, 0],
    );
  }));

test("EmergencyBroadcast keeps to itself what the table keeps to the run", () =>
  withHosts(async ([a, b], settle) => {
    raise(a, EMERGENCY_LEVEL_MAJOR);
    await settle();
    assert.deepEqual(levels(b), []);
  }));

test("EmergencyBroadcast sends what a host makes of another's emergency", () =>
  withHosts(async ([a, b, c], settle) => {
    b.emergencies.provide("fast-rollback", () => assert.fail("no snapshot"));
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    await b.emergencies.carryOut();
    await settle();
    for (const host of [a, b, c]) assert.deepEqual(levels(host), ["SEVERE", "CRITICAL"]);
    assert.deepEqual(
      [a, b, c].map(({ bus }) => bus.counts.published),
      [1, 1, 0],
    );
  }));

test("EmergencyBroadcast sends the same word not twice in a minute, whichever way it came", () =>
  withHosts(async ([a, b], settle) => {
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    // As a channel between processes would bring it back, its reason cut.
    for (const host of [a, b]) {
      host.emergencies.raise({
        level: EMERGENCY_LEVEL_SEVERE,
        reason: "loss spike",
        source: "process",
        by: "somebody",
      });
    }
    await settle();
    assert.deepEqual(
      [a, b].map(({ bus }) => bus.counts.published),
      [1, 0],
    );
    raise(a, EMERGENCY_LEVEL_SEVERE, "another");
    a.clock.advance(60_000);
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    assert.equal(a.bus.counts.published, 3);
  }));

test("EmergencyBroadcast stands an emergency down on every host on which it is in force", () =>
  withHosts(async ([a, b, c], settle) => {
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    raise(c, EMERGENCY_LEVEL_CRITICAL, "disk full");
    await settle();
    // What is in force everywhere is that of the third: any host can end it.
    b.emergencies.standDown({ reason: "disk emptied", by: "operator" });
    await settle();
    for (const host of [a, b, c]) {
      assert.deepEqual(host.stoodDown, ["disk emptied"]);
      assert.equal(host.emergencies.current, undefined);
    }
    assert.deepEqual(
      [a, b, c].map(({ bus }) => bus.counts.published),
      [1, 1, 1],
    );
  }));

test("EmergencyBroadcast leaves one in force that another host's stand-down is not about", () =>
  withHosts(async ([a, b], settle) => {
    raise(a, EMERGENCY_LEVEL_SEVERE);
    await settle();
    const word = { kind: "stood-down", reason: "over", origin: "somebody", runId: "" } as const;
    const now = { monotonicMs: 0, wallMs: 0 };
    b.bus.publish(wrapNotice({ ...word, level: EMERGENCY_LEVEL_SEVERE }, now, undefined));
    await settle();
    assert.equal(a.received.length, 1);
    assert.equal(a.emergencies.current?.reason, "loss spike");
    assert.deepEqual(a.stoodDown, []);
  }));

test("EmergencyBroadcast distinguishes processes of two hosts with the same name", () =>
  withHosts(async ([a, b], settle) => {
    for (const [host, reason] of [
      [a, "of a"],
      [b, "of b"],
    ] as const) {
      host.emergencies.raise({
        level: EMERGENCY_LEVEL_SEVERE,
        reason,
        source: "process",
        by: "the watchdog",
      });
    }
    await settle();
    a.emergencies.standDown({ reason: "over", by: "operator" });
    await settle();
    assert.equal(b.emergencies.current?.reason, "of b");
    assert.match(b.raised[1]?.by ?? "", /^\S+\/\d+\/[0-9a-f]{8} the watchdog$/);
  }));

test("EmergencyBroadcast sends an emergency again after it was stood down", () =>
  withHosts(async ([a, b], settle) => {
    for (let round = 0; round < 2; round++) {
      raise(a, EMERGENCY_LEVEL_SEVERE);
      await settle();
      a.emergencies.standDown({ reason: "over", by: "operator" });
      await settle();
    }
    assert.deepEqual(levels(b), ["SEVERE", "SEVERE"]);
    assert.deepEqual(b.stoodDown, ["over", "over"]);
  }));

test("EmergencyBroadcast rehearses on every host what is rehearsed on one", () =>
  withHosts(async ([a, b], settle) => {
    const reason = "drill";
    a.emergencies.raise({
      level: EMERGENCY_LEVEL_CRITICAL,
      reason,
      source: "operator",
      rehearsal: true,
    });
    await settle();
    assert.deepEqual(
      b.raised.map(({ rehearsal }) => rehearsal),
      [true],
    );
    assert.equal(b.emergencies.current, undefined);
  }));

test("EmergencyBroadcast raises nothing for messages that are no word of an emergency", () =>
  withHosts(async ([a, b], settle) => {
    a.bus.publish(messageOf("x", "critical"));
    a.bus.publish(messageOf("x", "critical", { eventType: "tolaria.emergency.raised" }));
    await settle();
    assert.equal(b.received.length, 2);
    assert.deepEqual(levels(b), []);
  }));

test("EmergencyBroadcast makes an emergency of word that the bus gave up, and one of it", async () => {
  const counts = { value: NOTHING };
  const bus = refusingBus(counts);
  const host = await makeHost(bus);
  raise(host, EMERGENCY_LEVEL_SEVERE);
  assert.deepEqual(levels(host), ["SEVERE", "CRITICAL"]);
  assert.equal(
    host.raised[1]?.reason,
    "1 CRITICAL messages were given up by the bus, the last because full",
  );
  assert.equal(counts.value.dropped.critical, 2);
});

test("EmergencyBroadcast does nothing without a bus", async () => {
  const host = await makeHost(await resolveProvider(BUS, noBus()));
  raise(host, EMERGENCY_LEVEL_SEVERE);
  assert.deepEqual(levels(host), ["SEVERE"]);
  assert.equal(host.bus.counts.published, 0);
});

/** A bus that gives up whatever is published. */
function refusingBus(counts: { value: BusCounts }): Bus {
  const watchers: Parameters<Bus["watch"]>[0][] = [];
  return {
    name: "refusing",
    destination: "nowhere",
    get counts() {
      return counts.value;
    },
    start: () => Promise.resolve(),
    publish: () => {
      const { dropped, published } = counts.value;
      counts.value = {
        ...counts.value,
        published: published + 1,
        dropped: { ...dropped, critical: dropped.critical + 1 },
      };
      for (const watch of watchers) watch({ kind: "dropped", count: 1, reason: "full" });
    },
    subscribe: () => () => {},
    watch: (listener) => {
      watchers.push(listener);
      return () => {};
    },
    flush: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}
