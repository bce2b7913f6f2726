import assert from "node:assert/strict";
import { test } from "node:test";
import { withNotice } from "../../cli/with_notice.ts";

test("withNotice() gives notice once when the work takes long", async () => {
  let notices = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const notice = () => {
    notices += 1;
    resolve("done");
  };
  assert.equal(await withNotice(() => promise, notice, 1), "done");
  assert.equal(notices, 1);
});

test("withNotice() gives none when the work is done or fails before", async () => {
  const notice = () => assert.fail("noticed");
  assert.equal(await withNotice(() => 3, notice), 3);
  await assert.rejects(
    withNotice(() => Promise.reject(new Error("no corpus")), notice),
    /no corpus/,
  );
});
