import assert from "node:assert/strict";
import { test } from "node:test";
import { retrying } from "../../../../modules/telemetry/otlp/retrying.ts";

const never = new AbortController().signal;

for (const againInMs of [0, 30 * 24 * 3600 * 1000, Number.POSITIVE_INFINITY]) {
  test(`retrying() makes one attempt in its time when the other side asks for ${againInMs} ms`, async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      return { error: new Error("busy"), againInMs };
    };
    // The first pause is 800 ms at least: 1,000 ms, give or take a fifth.
    await assert.rejects(retrying(attempt, { hurry: never, stop: never, timeoutMs: 50 }), /busy/);
    assert.equal(attempts, 1);
  });
}
