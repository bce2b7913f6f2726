import assert from "node:assert/strict";
import { BUS, type Bus, RUN_OBSERVER, type RunReport } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { redisBus, systemClock } from "../../modules/mod.ts";
import { messageOf, textOf } from "../../testing/_support/messages.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { startRedisBus } from "../_support/bus/redis_bus.ts";
import { NO_REDIS, type RedisServer, withRedis } from "../_support/bus/redis_server.ts";
import { smallTrainer } from "./_small_run.ts";

/** Steps that are done before Redis is killed, while it is dead, and after it is there again. */
const STEPS = 60;

/** What is published in mid-run: a CRITICAL message every third step, a LOW one at each. */
interface Published {
  readonly critical: string[];
  low: number;
}

/** Publishes at each step, and kills Redis and starts it again when some steps are over. */
function publishAround(server: RedisServer, published: Published, end: () => void) {
  let sinceMark = 0;
  let phase: "alive" | "dying" | "dead" | "starting" | "back" = "alive";
  const onStep = (bus: Bus, step: number) => {
    published.low += 1;
    bus.publish(messageOf(`low ${step}`, "low"));
    if (step % 3 === 0) {
      published.critical.push(`critical ${step}`);
      bus.publish(messageOf(`critical ${step}`, "critical"));
    }
    sinceMark += 1;
    if (sinceMark < STEPS) return;
    const enter = (next: typeof phase) => {
      phase = next;
      sinceMark = 0;
    };
    if (phase === "alive") {
      enter("dying");
      void server.kill().then(() => enter("dead"));
    } else if (phase === "dead") {
      enter("starting");
      // Before it is connected again, what is published waits on disk: also beyond the end of the run.
      const stop = bus.watch(({ kind }) => {
        if (kind !== "up") return;
        stop();
        enter("back");
      });
      void server.start();
    } else if (phase === "back") end();
  };
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toResolvedValue(
      (bus: Bus) => ({ onStep: ({ step }) => onStep(bus, step) }),
      [BUS],
    );
  });
}

async function trainThrough(server: RedisServer, spillFolder: string) {
  const published: Published = { critical: [], low: 0 };
  const end = new AbortController();
  const { trainer } = smallTrainer({
    modules: [
      // One that stands still would never let a timer have its turn.
      systemClock(),
      redisBus({ url: server.url, spillFolder }),
      publishAround(server, published, () => end.abort()),
    ],
  });
  const report: RunReport = await trainer.run({ epochs: 1_000_000, signal: end.signal });
  await trainer.dispose();
  return { published, report };
}

testUnless(
  NO_REDIS,
  "redisBus() loses nothing CRITICAL and delays no step when Redis is killed during a run",
  () =>
    withScratch((scratch) =>
      withRedis(async (server) => {
        const peer = await startRedisBus({ url: server.url, spillFolder: scratch.path("peer") });
        await peer.is("up");
        const { published, report } = await trainThrough(server, scratch.path("run"));
        await waitUntil("all is there", () => peer.heard.length >= published.critical.length);
        await peer.bus.dispose();
        // Each once; one that was under way when Redis died may come after a later one.
        assert.deepEqual(peer.heard.map(textOf).sort(), [...published.critical].sort());
        assert.equal(report.endReason, "interrupted");
        // As many steps as ever were done while there was no Redis, or this would not have ended.
        assert.ok(report.steps >= 3 * STEPS);
        const { bus } = report.control;
        assert.equal(bus.published, published.critical.length + published.low);
        assert.equal(bus.dropped.critical, 0);
        assert.equal(bus.delivered + bus.waiting + bus.dropped.low, bus.published);
        assert.deepEqual(
          report.incidents.map(({ kind }) => kind).filter((kind) => kind.startsWith("bus/")),
          ["bus/down"],
        );
      }),
    ),
);
