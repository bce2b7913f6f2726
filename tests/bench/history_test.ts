import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HISTORY_FILE, historyLine, type Provenance } from "../../bench/_history.ts";

const PROVENANCE: Provenance = {
  date: "2026-01-02T03:04:05.000Z",
  commit: "0123456789ab",
  modified: false,
  machine: { cpu: "a CPU", cores: 2, os: "Linux 6.18" },
  versions: { tolaria: "0.1.0", bun: "1.4.5" },
};

test("historyLine() writes one line that says what was measured, where and with what", () => {
  const line = historyLine(
    { bench: "leyline", options: { backend: "cpu" }, note: "idle", result: { encode_us: 2 } },
    PROVENANCE,
  );
  assert.equal(line.indexOf("\n"), line.length - 1);
  assert.deepEqual(JSON.parse(line), {
    bench: "leyline",
    ...PROVENANCE,
    options: { backend: "cpu" },
    note: "idle",
    result: { encode_us: 2 },
  });
});

test("historyLine() leaves out a note that was not given", () => {
  const line = historyLine(
    { bench: "leyline", options: {}, note: undefined, result: { encode_us: 2 } },
    PROVENANCE,
  );
  assert.equal("note" in JSON.parse(line), false);
});

test("bench/results/history.jsonl names bench, commit, date, machine and versions in every line", () => {
  const lines = readFileSync(HISTORY_FILE, "utf8").trimEnd().split("\n");
  for (const line of lines) {
    const { bench, commit, date, machine, versions, result } = JSON.parse(line);
    assert.match(bench, /^[a-z]+$/);
    assert.match(commit, /^[0-9a-f]{12}$/);
    assert.ok(Number.isFinite(Date.parse(date)), date);
    assert.equal(typeof machine.cpu, "string");
    assert.ok(Object.keys(versions).includes("bun") || Object.keys(versions).includes("deno"));
    assert.equal(typeof result, "object");
  }
});
