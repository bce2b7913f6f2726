import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUS, type Bus, envelopeOf, RUN_OBSERVER } from "../core/mod.ts";
import { Container, ContainerModule } from "../deps.ts";
import { loadRedis } from "../deps_optional.ts";
import { noBus, opossumBreakers, redisBus, wasm } from "../modules/mod.ts";
import { MessagePriority } from "../proto/mod.ts";
import { findRedis } from "../scripts/_redis_program.ts";
import { type Bench, quantile, rounded } from "./_harness.ts";
import { mlpTask } from "./_mlp_task.ts";
import { TimedTrainer } from "./_timed_trainer.ts";

const PORT = 17_379;
const URL_ALIVE = `redis://127.0.0.1:${PORT}`;
/** Nobody listens there. */
const URL_DEAD = "redis://127.0.0.1:1";

const PUBLISHED = 2000;
const ALARMS = 40;
/** How long the thread that raises an alarm is busy after it, ms. */
const BUSY_MS = 100;
const BATCHES = 40;

const { MESSAGE_PRIORITY_CRITICAL, MESSAGE_PRIORITY_NORMAL } = MessagePriority;

const message = (priority: MessagePriority) =>
  envelopeOf(
    { eventType: "bench", payloadType: "bytes", payload: new Uint8Array(200), priority },
    Date.now(),
  );

/** What the bus costs a training, and how soon what is urgent is out. */
export const bus: Bench = {
  name: "bus",
  summary: "messages over Redis: what they cost the training, and how soon they are out",
  async run({ extra }) {
    const rounds = Number(extra.rounds ?? 6);
    const server = await startRedis();
    const folder = mkdtempSync(join(tmpdir(), "tolaria-bench-"));
    try {
      const { publishUs, outMs } = await timeMessages(folder);
      const step = await timeSteps(folder, rounds);
      return {
        published: PUBLISHED,
        publish_us_p50: rounded(quantile(publishUs, 0.5)),
        publish_us_p99: rounded(quantile(publishUs, 0.99)),
        alarms: ALARMS,
        busy_ms: BUSY_MS,
        out_ms_p50: quantile(outMs, 0.5),
        out_ms_max: quantile(outMs, 1),
        step_ms: medianOf(step.none),
        ratio_alive: medianOf(step.alive.map((ms, round) => ms / (step.none[round] as number))),
        ratio_dead: medianOf(step.dead.map((ms, round) => ms / (step.none[round] as number))),
      };
    } finally {
      server.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  },
};

async function startRedis(): Promise<ChildProcess> {
  const { path, env } = findRedis();
  const args = ["--port", String(PORT), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for (let output = ""; !output.includes("Ready to accept"); ) {
    const [chunk] = await once(server.stdout as NonNullable<typeof server.stdout>, "data");
    output += chunk;
  }
  return server;
}

/** Times `publish()`, and how long an alarm takes to Redis from a thread that is busy right after it. */
async function timeMessages(folder: string): Promise<{ publishUs: number[]; outMs: number[] }> {
  const container = new Container();
  container.load(redisBus({ url: URL_ALIVE, spillFolder: folder }), opossumBreakers());
  const sender: Bus = await container.getAsync(BUS);
  await sender.start();
  await sender.flush();
  const publishUs: number[] = [];
  for (let index = 0; index < PUBLISHED; index++) {
    const envelope = message(MESSAGE_PRIORITY_NORMAL);
    const startedMs = performance.now();
    sender.publish(envelope);
    publishUs.push((performance.now() - startedMs) * 1000);
    if (index % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await sender.flush();
  const raisedMs = Array.from({ length: ALARMS }, () => {
    const nowMs = Date.now();
    sender.publish(message(MESSAGE_PRIORITY_CRITICAL));
    for (const untilMs = performance.now() + BUSY_MS; performance.now() < untilMs; );
    return nowMs;
  });
  await sender.flush();
  await sender.dispose();
  const arrivedMs = await entryTimes();
  return { publishUs, outMs: raisedMs.map((ms, index) => (arrivedMs[index] as number) - ms) };
}

/** When Redis took each CRITICAL message, in milliseconds of the same wall clock. */
async function entryTimes(): Promise<number[]> {
  const { createClient } = await loadRedis();
  const client = createClient({ url: URL_ALIVE });
  await client.connect();
  const entries = await client.xRange("{tolaria}:emergency", "-", "+");
  client.destroy();
  return (entries ?? []).map(({ id }) => Number(String(id).split("-")[0]));
}

/** Milliseconds of a step of a training that publishes a message at each, with a Redis, without one, and without a bus. */
async function timeSteps(folder: string, rounds: number) {
  const examples = await mlpTask.examples(BATCHES * mlpTask.batch);
  const buses = {
    none: () => noBus(),
    alive: () => redisBus({ url: URL_ALIVE, spillFolder: folder }),
    dead: () => redisBus({ url: URL_DEAD, spillFolder: folder }),
  };
  const times: Record<keyof typeof buses, number[]> = { none: [], alive: [], dead: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of ["none", "alive", "dead"] as const) {
      const trainer = new TimedTrainer(mlpTask, wasm({ threads: 1 }), examples, [
        buses[kind](),
        publishing(),
      ]);
      await trainer.epoch();
      times[kind].push(await trainer.epoch());
      await trainer.dispose();
    }
  }
  return times;
}

const medianOf = (values: readonly number[]) => rounded(quantile(values, 0.5));

/** Publishes a message after each step. */
function publishing(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toResolvedValue(
      (sender: Bus) => ({ onStep: () => sender.publish(message(MESSAGE_PRIORITY_NORMAL)) }),
      [BUS],
    );
  });
}
