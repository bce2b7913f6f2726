import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import {
  listRuns,
  type RunRecord,
  RunWriter,
  readRunLines,
  readRunRecord,
} from "../../../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { recordOf } from "../../../_support/observers/run_records.ts";

test("listRuns() lists the latest first, and damaged folders with what is wrong with them", () =>
  withScratch(async ({ path, write }) => {
    assert.deepEqual(listRuns(path("nowhere")), []);
    new RunWriter(path("a"), recordOf());
    new RunWriter(path("b"), recordOf({ id: "b", started_at: "2026-11-30T11:00:00.000Z" }));
    for (const [name, text] of [
      ["c", "{"],
      ["d", "{}"],
      ["e", JSON.stringify({ ...recordOf(), version: 99 })],
      ["f", JSON.stringify({ ...recordOf(), epoch: "many" })],
    ] as const) {
      mkdirSync(path(name));
      write(`${name}/run.json`, text);
    }
    mkdirSync(path("empty"));
    const runs = listRuns(path("."));
    const readable = runs.flatMap((run) => ("record" in run ? [run.record.id] : []));
    assert.deepEqual(readable, ["b", "a"]);
    const faults = runs.flatMap((run) => ("fault" in run ? [run.fault] : []));
    assert.equal(faults.length, 4);
    assert.match(faults.join("\n"), /has no "format": "tolaria-run"/);
    assert.match(faults.join("\n"), /has version 99, and this Tolaria reads up to 1/);
    assert.match(faults.join("\n"), /"epoch" must be of type number/);
  }));

test("readRunRecord() says that a run is killed if its process is gone, or its number another's", () =>
  withScratch(async ({ path }) => {
    const statusOf = (changes: Partial<RunRecord>) => {
      new RunWriter(path("run"), recordOf(changes));
      return readRunRecord(path("run")).status;
    };
    assert.equal(statusOf({}), "running");
    // Linux's largest number of a process is 4,194,304.
    assert.equal(statusOf({ pid: 5_000_000 }), "killed");
    assert.equal(statusOf({ process_start: "1" }), "killed");
    assert.equal(statusOf({ pid: 5_000_000, status: "completed" }), "completed");
    // Another machine's processes cannot be seen from here.
    assert.equal(statusOf({ pid: 5_000_000, host: "elsewhere" }), "running");
  }));

test("readRunLines() leaves out a line that a kill cut off", () =>
  withScratch(async ({ path, read, write }) => {
    const writer = new RunWriter(path("run"), recordOf());
    writer.append("epochs", [{ epoch: 1 }, { epoch: 2 }]);
    write("run/epochs.jsonl", `${read("run/epochs.jsonl")}{"epoch": 3, "lo`);
    assert.deepEqual(readRunLines(path("run")).epochs, [{ epoch: 1 }, { epoch: 2 }]);
  }));

test("RunWriter keeps 10,000 events and counts the others", () =>
  withScratch(async ({ path }) => {
    const writer = new RunWriter(path("run"), recordOf());
    for (let batch = 0; batch < 3; batch++) {
      writer.append(
        "events",
        Array.from({ length: 4_000 }, (_, at) => ({ at })),
      );
    }
    assert.equal(readRunLines(path("run")).events.length, 10_000);
    assert.equal(readRunRecord(path("run")).events_dropped, 2_000);
  }));
