import assert from "node:assert/strict";
import { test } from "node:test";
import { type Board, startBoard } from "../../../../modules/mod.ts";
import type { ActionRequest } from "../../../../modules/observers/_board/board_actions.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { ask } from "../../../_support/observers/board_client.ts";

const TOKEN = "the token of these tests, which nobody else knows";

/** A board with a run to act on, what it was asked to do, and why it refused. */
async function withActions(
  work: (stage: {
    readonly board: Board;
    readonly acted: ActionRequest[];
    readonly refused: string[];
    post(body: unknown, headers?: Record<string, string | undefined>): ReturnType<typeof ask>;
  }) => Promise<void>,
): Promise<void> {
  await withScratch(async ({ path }) => {
    const acted: ActionRequest[] = [];
    const refused: string[] = [];
    const board = await startBoard({
      directory: path("runs"),
      port: 0,
      actions: {
        token: TOKEN,
        run: () => "1f0c",
        act: (request) => {
          acted.push(request);
          return Promise.resolve({ id: "c1" });
        },
      },
      onRefused: (reason) => refused.push(reason),
    });
    const { host } = new URL(board.url);
    const right = {
      host,
      origin: `http://${host}`,
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
    };
    const post = (body: unknown, headers: Record<string, string | undefined> = {}) =>
      ask(board, "/api/actions", {
        method: "POST",
        headers: Object.fromEntries(
          Object.entries({ ...right, ...headers }).filter(([, value]) => value !== undefined),
        ),
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    try {
      await work({ board, acted, refused, post });
    } finally {
      await board.close();
    }
  });
}

const PAUSE = { action: "pause", run: "1f0c" };

test("startBoard() carries out what a request with the token asks for", () =>
  withActions(async ({ acted, refused, post }) => {
    const answered = await post({ ...PAUSE, extra: 1 });
    assert.deepEqual([answered.status, JSON.parse(answered.text)], [202, { id: "c1" }]);
    await post({ action: "signal", run: "1f0c", level: 3, reason: "smoke" });
    await post({ action: "roll-back", run: "1f0c", stepsBack: 7 });
    assert.deepEqual(acted, [
      { ...PAUSE, reason: "" },
      { action: "signal", run: "1f0c", level: 3, reason: "smoke" },
      { action: "roll-back", run: "1f0c", reason: "", stepsBack: 7 },
    ]);
    assert.deepEqual(refused, []);
  }));

const WRONG: readonly (readonly [string, Record<string, string | undefined>, number, RegExp])[] = [
  ["without a token", { authorization: undefined }, 403, /no valid token/],
  ["with another token", { authorization: `Bearer ${TOKEN.slice(1)}` }, 403, /no valid token/],
  ["with the token as it is", { authorization: TOKEN }, 403, /no valid token/],
  ["from another page", { origin: "http://evil.example" }, 403, /another page/],
  ["from another port", { origin: "http://127.0.0.1:1" }, 403, /another page/],
  ["from a page without an origin", { origin: "null" }, 403, /another page/],
  ["of unknown origin", { origin: undefined }, 403, /another page/],
  ["for another host", { host: "evil.example" }, 403, /another host/],
  ["as a form", { "content-type": "application/x-www-form-urlencoded" }, 400, /content type/],
  ["as a text", { "content-type": "text/plain" }, 400, /content type/],
  ["of no type", { "content-type": undefined }, 400, /content type/],
];
for (const [name, headers, status, reason] of WRONG) {
  test(`startBoard() refuses a request to act ${name}, and counts it`, () =>
    withActions(async ({ acted, refused, post }) => {
      const answered = await post(PAUSE, headers);
      assert.equal(answered.status, status);
      assert.equal(refused.length, 1);
      assert.match(refused[0] ?? "", reason);
      assert.ok(!answered.text.includes(TOKEN));
      assert.deepEqual(acted, []);
    }));
}

test("startBoard() refuses what is no request to act, with what is wrong with it", () =>
  withActions(async ({ acted, refused, post }) => {
    for (const [body, reason] of [
      ["{", /no JSON/],
      ["null", /"action"/],
      [{ ...PAUSE, action: "erase" }, /"action" must be one of pause/],
      [{ action: "pause" }, /"run"/],
      [{ ...PAUSE, reason: 5 }, /"reason"/],
      [{ ...PAUSE, action: "signal", level: 5 }, /"level"/],
      [{ ...PAUSE, action: "roll-back", stepsBack: -1 }, /"stepsBack"/],
      [{ ...PAUSE, reason: "x".repeat(10_000) }, /more than 4096 bytes/],
    ] as const) {
      const { status, text } = await post(body);
      assert.equal(status, 400, text);
      assert.match(JSON.parse(text).error, reason);
    }
    assert.equal(refused.length, 8);
    assert.deepEqual(acted, []);
  }));

test("startBoard() acts on no run but the one in progress", () =>
  withActions(async ({ acted, post }) => {
    assert.equal((await post({ ...PAUSE, run: "1f0d" })).status, 409);
    assert.deepEqual(acted, []);
  }));

test("startBoard() says on which run it acts, and to whom it is allowed", () =>
  withActions(async ({ board }) => {
    const possible = async (authorization: string) =>
      JSON.parse((await ask(board, "/api/actions", { headers: { authorization } })).text);
    assert.deepEqual(await possible(`Bearer ${TOKEN}`), { run: "1f0c", allowed: true });
    assert.deepEqual(await possible("Bearer another"), { run: "1f0c", allowed: false });
  }));

test("startBoard() without a run of its own only shows, and counts who wants more", () =>
  withScratch(async ({ path }) => {
    const refused: string[] = [];
    const onRefused = (reason: string) => refused.push(reason);
    const board = await startBoard({ directory: path("runs"), port: 0, onRefused });
    try {
      assert.equal((await ask(board, "/api/actions", { method: "POST", body: "{}" })).status, 403);
      assert.match(refused[0] ?? "", /only shows/);
      assert.deepEqual(JSON.parse((await ask(board, "/api/actions")).text), {
        run: null,
        allowed: false,
      });
    } finally {
      await board.close();
    }
  }));
