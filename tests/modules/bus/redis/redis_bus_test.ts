import assert from "node:assert/strict";
import { test } from "node:test";
import { CIRCUIT_BREAKERS, type WorkerListener } from "../../../../core/mod.ts";
import { noDrops } from "../../../../modules/bus/_shared/mod.ts";
import type { FromWorker, ToWorker } from "../../../../modules/bus/redis/messages.ts";
import { checkRedisOptions } from "../../../../modules/bus/redis/options.ts";
import { RedisBus } from "../../../../modules/bus/redis/redis_bus.ts";
import { opossumBreakers } from "../../../../modules/mod.ts";
import { messageOf, NOTHING } from "../../../../testing/_support/messages.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";

/** A bus whose worker does nothing but note what it is sent. */
async function withWorker(
  claim: (stage: {
    readonly bus: RedisBus;
    readonly worker: {
      isUp: boolean;
      sent: ToWorker[];
      listener: WorkerListener<FromWorker, true>;
    };
    readonly changes: readonly string[];
  }) => Promise<void>,
): Promise<void> {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  let listener: WorkerListener<FromWorker, true> | undefined;
  const worker = {
    isUp: false,
    sent: [] as ToWorker[],
    start: () => {
      worker.isUp = true;
      return Promise.resolve(true as const);
    },
    post: (message: ToWorker) => {
      if (!worker.isUp) return false;
      worker.sent.push(message);
      if ("close" in message) listener?.onMessage({ done: message.close });
      return true;
    },
    end: () => Promise.resolve(),
    get listener() {
      return listener as WorkerListener<FromWorker, true>;
    },
  };
  const bus = new RedisBus(checkRedisOptions({}), breakers.of("exporter/bus"), (_, given) => {
    listener = given;
    return worker;
  });
  const changes: string[] = [];
  bus.watch(({ kind, count, reason }) => changes.push(`${kind} ${count}: ${reason}`));
  await bus.start();
  try {
    await claim({ bus, worker, changes });
  } finally {
    await bus.dispose();
    breakers.dispose();
  }
}

test("RedisBus gives a new worker what is CRITICAL and counts what the dead one lost", () =>
  withWorker(async ({ bus, worker, changes }) => {
    bus.publish(messageOf("safe", "critical", { eventId: "safe" }));
    bus.publish(messageOf("unsafe", "critical", { eventId: "unsafe" }));
    bus.publish(messageOf("low", "low"));
    const nothing = { repeated: 0, expired: 0, refused: 0, refusal: "", dropReason: "" };
    const receipts = { ...nothing, delivered: noDrops(), dropped: noDrops(), safe: ["safe"] };
    worker.listener.onMessage({ receipts });
    worker.isUp = false;
    worker.listener.onDeath?.("its worker failed: out of memory");
    bus.publish(messageOf("between", "critical", { eventId: "between" }));
    worker.isUp = true;
    worker.sent = [];
    worker.listener.onRestart?.(true);
    assert.deepEqual(
      worker.sent.map(
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
    assert.equal(changes.at(-1), "dropped 2: CRITICAL messages were neither sent nor saved");
    assert.deepEqual(bus.counts.dropped, { ...noDrops(), low: 1, critical: 2 });
  }));

test("RedisBus.start() says why its worker cannot be started", async () => {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  const worker = {
    isUp: false,
    start: () => Promise.reject(new Error("no such package")),
    post: () => false,
    end: () => Promise.resolve(),
  };
  const bus = new RedisBus(checkRedisOptions({}), breakers.of("x"), () => worker);
  await assert.rejects(bus.start(), {
    code: "bus/unavailable",
    message: "Cannot start the bus to redis://localhost:6379 tolaria: no such package",
  });
  await bus.dispose();
  breakers.dispose();
});
