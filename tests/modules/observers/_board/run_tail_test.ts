import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { startBoard } from "../../../../modules/mod.ts";
import { MOST_LINES, RunTail } from "../../../../modules/observers/_board/run_tail.ts";
import { RunWriter } from "../../../../modules/observers/_runs/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { ask } from "../../../_support/observers/board_client.ts";
import { recordOf } from "../../../_support/observers/run_records.ts";

const epochOf = (epoch: number, loss = 1 / epoch) => ({
  epoch,
  step: epoch * 4,
  train: { loss, metrics: { accuracy: 0.5 } },
});

const linesOf = (count: number, loss?: (epoch: number) => number) =>
  Array.from({ length: count }, (_, at) => JSON.stringify(epochOf(at + 1, loss?.(at + 1))));

test("RunTail.read() gives a bounded number of lines of a long run, with its peak", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("a"), recordOf());
    const spiked = linesOf(10_000, (epoch) => (epoch === 7_777 ? 1e6 : 1 / epoch));
    writeFileSync(path("a/epochs.jsonl"), `${spiked.join("\n")}\n`);
    const update = new RunTail(path("a")).read();
    const epochs = update?.lines.epochs as { epoch: number; train: { loss: number } }[];
    assert.ok(epochs.length > MOST_LINES / 2 && epochs.length <= MOST_LINES, `${epochs.length}`);
    assert.equal(epochs.find(({ train }) => train.loss === 1e6)?.epoch, 7_777);
    assert.equal(epochs.at(-1)?.epoch, 10_000);
  }));

test("RunTail.read() sends everything again once a reader holds too many lines", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("a"), recordOf());
    const tail = new RunTail(path("a"));
    let held = 0;
    let replaced = 0;
    for (let round = 0; round < 12; round++) {
      appendFileSync(path("a/epochs.jsonl"), `${linesOf(500).join("\n")}\n`);
      const update = tail.read();
      const added = update?.lines.epochs?.length ?? 0;
      const again = update?.replaced.includes("epochs") === true;
      if (again) replaced += 1;
      held = again ? added : held + added;
      assert.ok(held <= 2 * MOST_LINES + 500, `${held}`);
    }
    // At first, and once 9 rounds of 500 lines are more than 4,096.
    assert.equal(replaced, 2);
  }));

test("RunTail.read() passes over a line that is longer than any of ours", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("a"), recordOf());
    const tail = new RunTail(path("a"));
    const long = `{"epoch":1,"text":"${"x".repeat(3 << 20)}"}`;
    writeFileSync(path("a/epochs.jsonl"), `${long}\n${linesOf(2).join("\n")}\n`);
    const epochs = tail.read()?.lines.epochs as { epoch: number }[];
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [1, 2],
    );
    assert.equal(tail.read(), undefined);
  }));

test("RunTail.read() takes only what it knows of lines that anybody may have written", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("a"), recordOf());
    const strange = [
      "[]",
      "null",
      '"text"',
      '{"epoch":"<b>"}',
      '{"epoch":1,"train":"no","validation":[1],"seeds":{"a":1},"__proto__":{"polluted":1}}',
      '{"epoch":2,"step":{},"train":{"loss":"1","metrics":[1,"x"]},"seeds":[1,{"seed":7}]}',
    ];
    writeFileSync(path("a/epochs.jsonl"), `${strange.join("\n")}\n`);
    const epochs = new RunTail(path("a")).read()?.lines.epochs as Record<string, unknown>[];
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [1, 2],
    );
    assert.deepEqual(epochs[0]?.train, { loss: null, metrics: {} });
    assert.deepEqual(epochs[1]?.seeds, [{ seed: "7", generation: null }]);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  }));

test("RunTail.read() sends the confusion matrix of the last validation alone, unless it is huge", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("a"), recordOf());
    const tail = new RunTail(path("a"));
    const measured = (epoch: number, classes: number) => {
      const names = Array.from({ length: classes }, (_, at) => `${at}`);
      const matrix = { classes: names, counts: names.map(() => names.map(() => epoch)) };
      return { ...epochOf(epoch), validation: { loss: 1, matrices: { confusion: matrix } } };
    };
    const append = (...lines: unknown[]) =>
      appendFileSync(
        path("a/epochs.jsonl"),
        lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
      );
    append(measured(1, 2), measured(2, 2));
    const update = tail.read();
    const { epoch, counts } = (update as { matrix: unknown }).matrix as {
      epoch: number;
      counts: number[][];
    };
    assert.deepEqual(
      [epoch, counts],
      [
        2,
        [
          [2, 2],
          [2, 2],
        ],
      ],
    );
    assert.ok(!JSON.stringify(update?.lines).includes("matrices"));
    append(measured(3, 200));
    assert.equal(tail.read()?.matrix, undefined);
  }));

test("startBoard() reads no pipe, no link to elsewhere and no huge record", () =>
  withScratch(async ({ path }) => {
    new RunWriter(path("outside/secret"), recordOf({ id: "secret" }));
    writeFileSync(path("outside/lines.jsonl"), `${linesOf(1).join("\n")}\n`);
    new RunWriter(path("runs/linked"), recordOf({ id: "linked" }));
    symlinkSync(path("outside/lines.jsonl"), path("runs/linked/epochs.jsonl"));
    symlinkSync(path("outside/secret"), path("runs/secret"));
    mkdirSync(path("runs/pipe"));
    execFileSync("mkfifo", [path("runs/pipe/run.json")]);
    mkdirSync(path("runs/huge"));
    writeFileSync(path("runs/huge/run.json"), " ".repeat(5 << 20));
    const board = await startBoard({ directory: path("runs"), port: 0 });
    try {
      const { runs } = JSON.parse((await ask(board, "/api/runs")).text) as {
        runs: { id?: string; fault?: string }[];
      };
      assert.deepEqual(
        runs.flatMap(({ id }) => id ?? []),
        ["linked"],
      );
      const faults = runs.flatMap(({ fault }) => fault ?? []).join(" ");
      assert.match(faults, /must be a regular file/);
      assert.match(faults, /It has 5242880 bytes/);
      assert.equal((await ask(board, "/api/runs/secret/stream")).status, 404);
      assert.equal((await ask(board, "/api/runs/..%2foutside%2fsecret/stream")).status, 404);
      assert.equal(new RunTail(path("runs/linked")).read()?.lines.epochs, undefined);
    } finally {
      await board.close();
    }
  }));
