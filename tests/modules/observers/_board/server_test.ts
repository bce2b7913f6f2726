import assert from "node:assert/strict";
import { hostname } from "node:os";
import { test } from "node:test";
import { type Board, startBoard } from "../../../../modules/mod.ts";
import { isOwnHost } from "../../../../modules/observers/_board/http_guard.ts";
import { RunWriter } from "../../../../modules/observers/_runs/mod.ts";
import { type Scratch, withScratch } from "../../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import { ask, listen, type StreamEvent } from "../../../_support/observers/board_client.ts";
import { recordOf } from "../../../_support/observers/run_records.ts";

const epochsOf = (event: StreamEvent | undefined) =>
  event?.lines.epochs?.map((line) => (line as { epoch: number }).epoch);

const withBoard = (work: (board: Board, scratch: Scratch) => Promise<void>) =>
  withScratch(async (scratch) => {
    const board = await startBoard({ directory: scratch.path("runs"), port: 0 });
    try {
      await work(board, scratch);
    } finally {
      await board.close();
    }
  });

test("startBoard() serves the page and nothing that is not its own", () =>
  withBoard(async (board) => {
    const page = await ask(board, "/");
    assert.equal(page.status, 200);
    assert.match(page.text, /<script type="module" src="\/main.js">/);
    assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
    const scripts = [...page.text.matchAll(/(?:src|href)="(\/[^"#]+)"/g)].map(([, path]) => path);
    for (const path of [...scripts, "/uplot.js", "/charts.js"]) {
      assert.equal((await ask(board, path as string)).status, 200, path);
    }
    for (const path of ["/../server.ts", "/page/main.js", "/..%2fserver.ts", "/constructor"]) {
      assert.equal((await ask(board, path)).status, 404, path);
    }
  }));

test("startBoard() refuses other hosts, so that no page elsewhere can read it", () =>
  withBoard(async (board) => {
    const { port } = new URL(board.url);
    for (const [host, status] of [
      ["evil.example", 403],
      [`evil.example:${port}`, 403],
      ["127.0.0.1.evil.example", 403],
      [`localhost:${port}`, 200],
      [`[::1]:${port}`, 200],
    ] as const) {
      assert.equal((await ask(board, "/api/runs", { headers: { host } })).status, status, host);
    }
  }));

test("startBoard() is reached on every address by no other name, which cannot be rebound", async () => {
  for (const [host, listensOn, own] of [
    ["192.0.2.7:6007", "0.0.0.0", true],
    ["[2001:db8::1]:6007", "::", true],
    [hostname(), "0.0.0.0", true],
    ["evil.example", "0.0.0.0", false],
    ["192.0.2.7", "127.0.0.1", false],
    [undefined, "0.0.0.0", false],
  ] as const) {
    assert.equal(isOwnHost(host, listensOn), own, host);
  }
});

test("startBoard() changes nothing: it answers GET only", () =>
  withBoard(async (board) => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      assert.equal((await ask(board, "/api/runs", { method })).status, 405);
    }
  }));

test("startBoard() lists runs, and damaged folders with what is wrong with them", () =>
  withBoard(async (board, { path, write }) => {
    assert.deepEqual(JSON.parse((await ask(board, "/api/runs")).text).runs, []);
    new RunWriter(path("runs/a"), recordOf());
    new RunWriter(path("runs/b"), recordOf({ id: "b" }));
    write("runs/b/run.json", "{");
    const { runs } = JSON.parse((await ask(board, "/api/runs")).text);
    assert.equal(runs.length, 2);
    assert.equal(runs.find(({ id }: { id?: string }) => id === "a")?.status, "running");
    assert.match(
      runs.find(({ fault }: { fault?: string }) => fault)?.fault,
      /Cannot read ".*run.json"/,
    );
  }));

test("startBoard() streams a run: what is there, what comes, and on from where a browser stopped", () =>
  withBoard(async (board, { path }) => {
    const writer = new RunWriter(path("runs/a"), recordOf());
    writer.append("epochs", [{ epoch: 1 }]);
    const first = listen(board, "a");
    await waitUntil("the first event", () => first.events.length === 1);
    assert.deepEqual(epochsOf(first.events[0]), [1]);
    assert.equal(first.events[0]?.record?.id, "a");
    writer.append("epochs", [{ epoch: 2 }]);
    await waitUntil("the second event", () => first.events.length === 2);
    assert.deepEqual(epochsOf(first.events[1]), [2]);
    assert.deepEqual(first.events[1]?.replaced, []);
    await first.end();
    writer.append("epochs", [{ epoch: 3 }]);
    const again = listen(board, "a", first.events[1]?.id);
    await waitUntil("the event after the break", () => again.events.length === 1);
    assert.deepEqual(epochsOf(again.events[0]), [3]);
    assert.deepEqual(again.events[0]?.replaced, []);
    await again.end();
  }));

test("startBoard() sends all points again once they were merged", () =>
  withBoard(async (board, { path }) => {
    const writer = new RunWriter(path("runs/a"), recordOf());
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => ({
        step: from + at + 1,
        epoch: 1,
        at_ms: 0,
        loss: 1,
        values: [],
      }));
    writer.steps([], rows(0, 4_000));
    const stream = listen(board, "a");
    await waitUntil("the points", () => stream.events.length === 1);
    // 4,096 points are merged to half of them, and four more steps make two.
    writer.steps([], rows(4_000, 4_100));
    await waitUntil("the merged points", () => stream.events.length === 2);
    assert.deepEqual(stream.events[1]?.replaced, ["steps"]);
    // 2,050 points, of which a browser gets 2,048 at most.
    const points = stream.events[1]?.lines.steps?.length ?? 0;
    assert.ok(points > 512 && points <= 2_048, `${points}`);
    await stream.end();
  }));

test("startBoard() takes an id of an event that is none of its own for none", () =>
  withBoard(async (board, { path }) => {
    new RunWriter(path("runs/a"), recordOf()).append("epochs", [{ epoch: 1 }]);
    const strange = [
      '{"a":{"epochs":[1]}}',
      '{"a":{"epochs":["a",-4,1]}}',
      '{"a":null}',
      '{"a":[[]]}',
    ];
    for (const id of ["{", "[[]]", "null", ...strange]) {
      const stream = listen(board, "a", id);
      await waitUntil("an event", () => stream.events.length === 1);
      assert.deepEqual(epochsOf(stream.events[0]), [1]);
      await stream.end();
    }
  }));

test("startBoard() says what to do if the port is taken", () =>
  withBoard(async (board, { path }) => {
    const port = Number(new URL(board.url).port);
    await assert.rejects(startBoard({ directory: path("runs"), port }), {
      code: "telemetry/failed",
      message: new RegExp(`Cannot serve the board at 127.0.0.1:${port}`),
    });
  }));
