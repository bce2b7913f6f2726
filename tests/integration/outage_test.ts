import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { Worker } from "node:worker_threads";
import { RUN_OBSERVER, TELEMETRY, type Telemetry } from "../../core/mod.ts";
import { ContainerModule, type Tracer } from "../../deps.ts";
import { closedBreakers } from "../../modules/breakers/closed/mod.ts";
import {
  adamw,
  constant,
  createTrainer,
  type Modules,
  opossumBreakers,
  otlp,
} from "../../modules/mod.ts";
import { resolveProvider } from "../../testing/_support/resolve_provider.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { freePort } from "../_support/processes/free_port.ts";
import { startCollector } from "../_support/telemetry/collector.ts";
import { tinyJob } from "../_support/training/tiny_job.ts";

const CRITICAL = 1000;

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tolaria-outage-"));
});
after(() => rm(folder, { recursive: true }));

let folders = 0;
const freshFolder = () => join(folder, `spill${++folders}`);

function critical(tracer: Tracer, index: number): void {
  const attributes = { "tolaria.priority": "critical", index };
  tracer.startSpan("tolaria.alert", { attributes }).end();
}

/** In each of the first steps 125 critical spans, and more of the others than all queues have room for. */
function flood(): ContainerModule {
  let sent = 0;
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toResolvedValue(
      ({ tracer }: Telemetry) => ({
        onStep: () => {
          for (let index = 0; index < 3000; index++) tracer.startSpan("tolaria.step").end();
          for (let index = 0; index < 125 && sent < CRITICAL; index++) critical(tracer, sent++);
        },
      }),
      [TELEMETRY],
    );
  });
}

async function train(modules: readonly Modules[]) {
  await using trainer = createTrainer(tinyJob([adamw(), constant(1e-2), ...modules]));
  return await trainer.run({ epochs: 1 });
}

/** Which of the critical spans are on disk. */
function spilled(spillFolder: string): number[] {
  return readdirSync(spillFolder).flatMap((name) => {
    const database = new DatabaseSync(join(spillFolder, name));
    const rows = database.prepare("SELECT data FROM record").all();
    database.close();
    const texts = rows.map(({ data }) => new TextDecoder().decode(data as Uint8Array));
    return texts.map((text) => JSON.parse(text).span[9].index as number);
  });
}

const ALL = Array.from({ length: CRITICAL }, (_, index) => index);
const inOrder = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

test("otlp() delivers every critical span of a run, and leaves it unchanged, when its collector was down throughout", async () => {
  const port = await freePort();
  const spillFolder = freshFolder();
  const exporter = otlp({ endpoint: `http://127.0.0.1:${port}`, spillFolder });
  const report = await train([exporter, flood()]);
  assert.equal(report.endReason, "completed");
  assert.equal(report.weightsHash, (await train([])).weightsHash);
  const [incident] = report.incidents.filter(({ kind }) => kind === "telemetry/lost");
  // 24,000 and the run's own, of which no more than what the ring and the queues hold could wait.
  const lost = Number(/lost (\d+) spans/.exec(incident?.message ?? "")?.[1]);
  assert.ok(lost >= 20_000, incident?.message);
  assert.deepEqual(inOrder(spilled(spillFolder)), ALL);

  const collector = await startCollector(undefined, port);
  const next = await resolveProvider(
    TELEMETRY,
    otlp({ endpoint: collector.endpoint, spillFolder }),
    closedBreakers(),
  );
  try {
    await waitUntil("the spill is empty", () => readdirSync(spillFolder).length === 0);
    const arrived = collector.spans.map(({ attributes }) => attributes.index as number);
    assert.deepEqual(inOrder(arrived), ALL);
  } finally {
    await next.dispose();
    await collector.close();
  }
});

test("otlp() delivers what it spooled when the collector returns during the run", async () => {
  const port = await freePort();
  const telemetry = await resolveProvider(
    TELEMETRY,
    otlp({ endpoint: `http://127.0.0.1:${port}`, spillFolder: freshFolder() }),
    opossumBreakers({ resetMs: 20 }),
  );
  for (const index of ALL) critical(telemetry.tracer, index);
  await telemetry.flush();
  const { spans, spilled: waiting, deferred } = telemetry.losses();
  assert.deepEqual({ spans, waiting }, { spans: 0, waiting: CRITICAL });
  // 60 may pass all others in a minute.
  assert.equal(deferred, CRITICAL - 60);

  const collector = await startCollector(undefined, port);
  try {
    await waitUntil("all have arrived", () => collector.spans.length >= CRITICAL);
    assert.deepEqual(
      inOrder(collector.spans.map(({ attributes }) => attributes.index as number)),
      ALL,
    );
    await telemetry.flush();
    assert.equal(telemetry.losses().spilled, 0);
  } finally {
    await telemetry.dispose();
    await collector.close();
  }
});

test("otlp() sends a critical span while the training's thread is busy", async () => {
  const memory = new SharedArrayBuffer(8);
  const shared = new Int32Array(memory);
  const thread = new Worker(new URL("../fixtures/collector_thread.ts", import.meta.url), {
    workerData: { memory, name: "tolaria.alert" },
  });
  await waitUntil("the collector listens", () => Atomics.load(shared, 0) > 0);
  const telemetry = await resolveProvider(
    TELEMETRY,
    otlp({ endpoint: `http://127.0.0.1:${shared[0]}`, spillFolder: freshFolder() }),
    closedBreakers(),
  );
  try {
    critical(telemetry.tracer, 0);
    // No turn of this thread's event loop until the collector has it.
    assert.notEqual(Atomics.wait(shared, 1, 0, 60_000), "timed-out");
    assert.equal(Atomics.load(shared, 1), 1);
  } finally {
    await telemetry.dispose();
    await thread.terminate();
  }
});
