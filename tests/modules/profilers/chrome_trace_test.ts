import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildModel } from "@tracerbench/trace-model";
import { PROFILER, type RunReport, SPAN } from "../../../core/mod.ts";
import { adamw, constant, createTrainer } from "../../../modules/mod.ts";
import { chromeTrace } from "../../../modules/profilers/chrome_trace/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToProfiler } from "../../../testing/profiler.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { tinyJob } from "../../_support/training/tiny_job.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tolaria-profile-"));
});
after(() => rm(folder, { recursive: true }));

let files = 0;
const freshPath = () => join(folder, `profile_${++files}.json`);

conformsToProfiler(() => resolveProvider(PROFILER, chromeTrace({ path: freshPath() })));

/** A trace as a reader of somebody else has it: tracks by name, each event below the one that covers it. */
function tracksOf(path: string) {
  const [traced] = buildModel(JSON.parse(readFileSync(path, "utf8"))).processes;
  return new Map(traced?.threads.map((thread) => [thread.name, thread.events]));
}

async function profiled(
  options: Parameters<typeof chromeTrace>[0],
  epochs = 1,
): Promise<RunReport> {
  await using trainer = createTrainer(tinyJob([adamw(), constant(1e-2), chromeTrace(options)]));
  return await trainer.run({ epochs });
}

test("chromeTrace() writes spans, phases, kernels and counters of its steps, each below what covers it", async () => {
  const path = freshPath();
  const { profile } = await profiled({ from: 3, to: 5, path });
  assert.equal(profile?.path, path);
  assert.equal(profile?.steps, 3);
  const tracks = tracksOf(path);
  const thread = tracks.get("training thread") ?? [];
  const named = (name: string) => thread.filter((event) => event.name === name);
  for (const phase of ["forward", "backward", "aggregate", "optimize", "telemetry"]) {
    assert.equal(named(phase).length, 3, phase);
  }
  // Setting the rates, then looking at the loss.
  assert.equal(named("guard").length, 6);
  const kernels = thread.filter((event) => event.hasCategory("kernel"));
  const sum = (profile?.kernels ?? []).reduce((all, { calls }) => all + calls, 0);
  assert.equal(sum, kernels.length);
  // Two dense layers: a product each in the forward pass; in the backward pass one for the weights of each, and one for what
  // the second sees. On some backends a fused product calls the plain one.
  const isProduct = (name = "") => ["BatchMatMul", "_FusedMatMul", "TolariaDense"].includes(name);
  const products = kernels.filter(
    ({ name, parent }) => isProduct(name) && !isProduct(parent?.name),
  );
  const above = (phase: string) =>
    products.filter(({ parent }) => topmost(parent) === phase).length;
  assert.deepEqual([above("forward"), above("backward")], [3 * 2, 3 * 3]);
  assert.equal(named("tensors").length, 3);
  assert.ok(Number(named("memory")[0]?.args?.rss) > 1e6);

  const spans = tracks.get("spans") ?? [];
  const run = spans.find(({ name }) => name === SPAN.run);
  const epoch = spans.find(({ name }) => name === SPAN.epoch);
  assert.equal(run?.args?.unfinished, true);
  assert.equal(epoch?.args?.["tolaria.epoch.number"], 1);
  assert.equal(epoch?.parent?.name, SPAN.run);
});

/** Name of the event that nothing covers, above `event` or it. */
function topmost(event: { name: string; parent?: unknown } | undefined): string | undefined {
  const parent = event?.parent as typeof event;
  return parent ? topmost(parent) : event?.name;
}

test("chromeTrace() uses a new file name each time", async () => {
  const path = freshPath();
  writeFileSync(path, "precious");
  const { profile } = await profiled({ from: 1, to: 1, path });
  assert.equal(profile?.path, path.replace(".json", "-2.json"));
  assert.equal(readFileSync(path, "utf8"), "precious");
});

test("chromeTrace() ends with the run when its steps do not", async () => {
  const { profile } = await profiled({ from: 7, to: 1000, path: freshPath() });
  assert.equal(profile?.steps, 2);
});

test("chromeTrace() changes nothing of the run", async () => {
  await using plain = createTrainer(tinyJob([adamw(), constant(1e-2)]));
  const { weightsHash } = await plain.run({ epochs: 2 });
  const report = await profiled({ from: 2, to: 12, path: freshPath() }, 2);
  assert.equal(report.weightsHash, weightsHash);
});

test("chromeTrace() reports the fault and continues the run when its file cannot be created", async () => {
  const blocked = freshPath();
  writeFileSync(blocked, "a file, not a folder");
  const report = await profiled({ from: 1, path: join(blocked, "profile.json") });
  assert.equal(report.endReason, "completed");
  assert.equal(report.profile, undefined);
  const [incident] = report.incidents;
  assert.equal(incident?.kind, "profile/failed");
  assert.match(incident?.message ?? "", /Cannot write the profile ".*profile\.json": E/);
});

test("chromeTrace() leaves whole JSON when the process is killed", async () => {
  const path = freshPath();
  const { signal } = await runChild("tests/fixtures/profile_then_kill.ts", [path]);
  assert.equal(signal, "SIGKILL");
  const events = tracksOf(path).get("training thread") ?? [];
  // Killed at the end of step 6: what is sure to be there is what came before it began.
  assert.equal(events.filter(({ name }) => name === "forward").length, 4);
});

test("chromeTrace() says so when a run takes none of its steps, and profiles them in a later run", async () => {
  const path = freshPath();
  await using trainer = createTrainer(
    tinyJob([adamw(), constant(1e-2), chromeTrace({ from: 10, to: 12, path })]),
  );
  const early = await trainer.run({ epochs: 1 });
  assert.equal(early.profile, undefined);
  assert.deepEqual(
    early.incidents.map(({ kind, message }) => [kind, message]),
    [
      [
        "profile/failed",
        "No step was profiled: the profile is of steps 10 to 12, and the run took steps 1 to 8 in normal mode",
      ],
    ],
  );
  const later = await trainer.run({ epochs: 1 });
  assert.equal(later.profile?.steps, 3);
  const after = await trainer.run({ epochs: 1 });
  assert.deepEqual([later.incidents, after.incidents], [[], []]);
});

test("chromeTrace() refuses a last step before the first", () => {
  assert.throws(() => chromeTrace({ from: 5, to: 4 }), /"to" must be at least "from", but is 4/);
});
