import assert from "node:assert/strict";
import { test } from "node:test";
import { CIRCUIT_BREAKERS } from "../../../../core/mod.ts";
import { noDrops } from "../../../../modules/bus/_shared/mod.ts";
import type { ToWorker } from "../../../../modules/bus/redis/messages.ts";
import { checkRedisOptions } from "../../../../modules/bus/redis/options.ts";
import { RedisBus } from "../../../../modules/bus/redis/redis_bus.ts";
import type { WorkerListener } from "../../../../modules/bus/redis/worker_link.ts";
import { opossumBreakers } from "../../../../modules/mod.ts";
import { messageOf, NOTHING } from "../../../_support/bus/messages.ts";
import { waitUntil } from "../../../_support/processes/wait_until.ts";
import { resolveProvider } from "../../../_support/providers/resolve_provider.ts";

/** A bus whose workers do nothing but note what they are told, and end when they are to. */
async function withWorkers(
  claim: (stage: {
    readonly bus: RedisBus;
    readonly workers: readonly { readonly told: ToWorker[]; readonly listener: WorkerListener }[];
    readonly changes: readonly string[];
  }) => Promise<void>,
): Promise<void> {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  const workers: { told: ToWorker[]; listener: WorkerListener }[] = [];
  const bus = new RedisBus(
    checkRedisOptions({}),
    breakers.of("exporter/bus"),
    (_task, _owner, listener) => {
      const told: ToWorker[] = [];
      workers.push({ told, listener });
      const post = (message: ToWorker) => {
        told.push(message);
        if ("close" in message) listener.onMessage({ done: message.close });
      };
      return Promise.resolve({ post, end: () => {} });
    },
  );
  const changes: string[] = [];
  bus.watch(({ kind, count, reason }) => changes.push(`${kind} ${count}: ${reason}`));
  await bus.start();
  try {
    await claim({ bus, workers, changes });
  } finally {
    await bus.dispose();
    breakers.dispose();
  }
}

test("RedisBus replaces a worker that dies, gives it what is CRITICAL, and counts what is lost", () =>
  withWorkers(async ({ bus, workers, changes }) => {
    bus.publish(messageOf("safe", "critical", { eventId: "safe" }));
    bus.publish(messageOf("unsafe", "critical", { eventId: "unsafe" }));
    bus.publish(messageOf("low", "low"));
    const [first] = workers;
    const nothing = { repeated: 0, expired: 0, refused: 0, refusal: "", dropReason: "" };
    const receipts = { ...nothing, delivered: noDrops(), dropped: noDrops(), safe: ["safe"] };
    first?.listener.onMessage({ receipts });
    first?.listener.onDeath("its worker failed: out of memory");
    const between = messageOf("between", "critical", { eventId: "between" });
    bus.publish(between);
    await waitUntil("there is another", () => workers.length === 2);
    await waitUntil("it is told", () => workers[1]?.told.length === 2);
    assert.deepEqual(
      workers[1]?.told.map(
        (message) => "publish" in message && [message.publish.eventId, message.again],
      ),
      [
        ["unsafe", true],
        ["between", true],
      ],
    );
    assert.deepEqual(changes, [
      "down 0: its worker failed: out of memory",
      "dropped 1: its worker failed: out of memory",
    ]);
    assert.deepEqual(bus.counts, {
      ...NOTHING,
      published: 4,
      waiting: 3,
      dropped: { ...noDrops(), low: 1 },
    });
    await bus.dispose();
    // The one that the first worker had written down waits on disk; of the others nobody knows.
    assert.equal(changes.at(-1), "dropped 2: CRITICAL messages were neither sent nor written down");
    assert.deepEqual(bus.counts.dropped, { ...noDrops(), low: 1, critical: 2 });
  }));

test("RedisBus.start() says why its worker cannot be started", async () => {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  const open = () => Promise.reject(new Error("no such package"));
  const bus = new RedisBus(checkRedisOptions({}), breakers.of("x"), open);
  await assert.rejects(bus.start(), {
    code: "bus/unavailable",
    message: "Cannot start the bus to redis://localhost:6379 tolaria: no such package",
  });
  await bus.dispose();
  breakers.dispose();
});
