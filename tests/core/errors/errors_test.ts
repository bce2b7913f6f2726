import assert from "node:assert/strict";
import { test } from "node:test";
import { firstError, messageOf, TolariaError } from "../../../core/mod.ts";

/** What `await using` throws if its block and the disposal after it throw. */
function suppressed(first: unknown, second: unknown): Error {
  return Object.assign(new Error(""), { error: second, suppressed: first });
}

test("messageOf() shows the first of two errors first when a disposal failed after another error", () => {
  assert.equal(
    messageOf(suppressed(new Error("port taken"), new Error("stuck"))),
    "port taken\nThe disposal that followed failed too: stuck",
  );
});

test("firstError() returns the innermost error when several disposals failed", () => {
  const first = new TolariaError("host/unsupported", "no weights");
  assert.equal(firstError(suppressed(suppressed(first, 1), 2)), first);
  assert.equal(firstError(first), first);
});
