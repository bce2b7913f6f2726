import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, open as openFile, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runtimeIdentity, TELEMETRY, type Telemetry, TolariaError } from "../../../core/mod.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { LineFile } from "../../../modules/telemetry/jsonl/line_file.ts";
import { jsonl } from "../../../modules/telemetry/jsonl/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tolaria-jsonl-"));
});
after(() => rm(folder, { recursive: true }));

let files = 0;
const freshPath = () => join(folder, `spans_${++files}.jsonl`);
const open = (path: string) => resolveProvider(TELEMETRY, jsonl({ path }), closedBreakers());

async function readLines({ destination }: Telemetry): Promise<Record<string, unknown>[]> {
  const text = await readFile(destination as string, "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

conformsToTelemetry(async () => {
  const telemetry = await open(freshPath());
  return { telemetry, delivered: async () => (await readLines(telemetry)).length };
});

test("jsonl() writes a line with the documented fields for each span", async () => {
  const telemetry = await open(freshPath());
  const span = telemetry.tracer.startSpan("run", { attributes: { seed: 7 } });
  span.addEvent("incident", { kind: "boundary/late" });
  span.end();
  await telemetry.dispose();
  const [line] = await readLines(telemetry);
  assert.deepEqual(Object.keys(line ?? {}), [
    "trace_id",
    "span_id",
    "parent_span_id",
    "name",
    "start_time",
    "end_time",
    "duration_ms",
    "status",
    "attributes",
    "events",
    "resource",
  ]);
  assert.equal(line?.trace_id, span.spanContext().traceId);
  assert.equal(line?.parent_span_id, null);
  assert.deepEqual(line?.attributes, { seed: 7 });
});

test("jsonl() spells out numbers that JSON does not know", async () => {
  const telemetry = await open(freshPath());
  telemetry.tracer.startSpan("run", { attributes: { loss: Number.NaN } }).end();
  await telemetry.dispose();
  const [line] = await readLines(telemetry);
  assert.deepEqual(line?.attributes, { loss: "NaN" });
});

test("jsonl() takes the next free name where a file is there already", async () => {
  const path = freshPath();
  await writeFile(path, "precious");
  const telemetry = await open(path);
  await telemetry.dispose();
  assert.equal(telemetry.destination, path.replace(".jsonl", "-2.jsonl"));
  assert.equal(await readFile(path, "utf8"), "precious");
});

test("jsonl() creates the folders of its path", async () => {
  const telemetry = await open(join(folder, "deep", "er", "spans.jsonl"));
  await telemetry.dispose();
  assert.ok(existsSync(join(folder, "deep", "er", "spans.jsonl")));
});

test("jsonl() counts spans as lost, and why, when its file cannot be created", async () => {
  const blocked = freshPath();
  await writeFile(blocked, "a file, not a folder");
  const telemetry = await open(join(blocked, "spans.jsonl"));
  telemetry.tracer.startSpan("run").end();
  await telemetry.dispose();
  assert.equal(telemetry.losses().spans, 1);
  assert.match(telemetry.losses().reason ?? "", /Cannot write spans to ".*spans\.jsonl": E/);
});

test("jsonl() leaves whole lines when the process is killed", async () => {
  const path = freshPath();
  const fixture = fileURLToPath(new URL("../../fixtures/spans_then_kill.ts", import.meta.url));
  const flags = runtimeIdentity().name === "deno" ? ["run", "-A", "--no-check"] : [];
  const { signal } = spawnSync(process.execPath, [...flags, fixture, path]);
  assert.equal(signal, "SIGKILL");
  const text = await readFile(path, "utf8");
  const lines = text.trimEnd().split("\n");
  assert.ok(text.endsWith("\n"));
  assert.equal(lines.filter((line) => JSON.parse(line).name === "flushed").length, 600);
});

// It opens, and answers every write with ENOSPC.
const noFullDevice = existsSync("/dev/full") ? undefined : "there is no /dev/full here";
testUnless(
  noFullDevice,
  "LineFile.append() says which file and why when the disk is full",
  async () => {
    const file = new LineFile("/dev/full", await openFile("/dev/full", "w"));
    await assert.rejects(
      file.append("line\n"),
      /Cannot write spans to "\/dev\/full": .*no space left/i,
    );
    await file.close();
  },
);

test("LineFile.append() writes over what a failed one left behind", async () => {
  const path = freshPath();
  const handle = await openFile(path, "wx");
  const file = new LineFile(path, handle);
  await file.append("first\n");
  const write = handle.write as (...args: unknown[]) => Promise<unknown>;
  // Half of the bytes get out, then the disk is full; and the file cannot be cut either.
  Object.assign(handle, {
    write: async (bytes: Uint8Array, _offset: number, _length: number, position: number) => {
      if (position > 6) throw new Error("no space left");
      return await write.call(handle, bytes, 0, 3, position);
    },
    truncate: () => Promise.reject(new Error("no space left")),
  });
  await assert.rejects(file.append("second\n"), /no space left/);
  Object.assign(handle, { write });
  await file.append("third, and longer\n");
  await file.close();
  assert.equal(await readFile(path, "utf8"), "first\nthird, and longer\n");
});

test("jsonl() refuses options that it does not know", () => {
  assert.throws(
    () => jsonl({ file: "spans.jsonl" } as never),
    (error) => TolariaError.is(error, "options/invalid"),
  );
});
