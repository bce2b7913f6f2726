import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { tf } from "../../../../deps.ts";
import { BackendLease, SharedBackend } from "../../../../modules/compute/_shared/mod.ts";

/** A backend without a kernel. */
class Empty extends tf.KernelBackend {
  override dispose(): void {}
}

/** Records what the lease does with a driver; `starts` is whether tfjs can make the backend. */
function recorded(starts = true) {
  const calls: string[] = [];
  const shared = new SharedBackend<string, string>({
    name: "empty",
    open: async (settings) => {
      calls.push(`open ${settings}`);
      if (settings === "broken") throw new Error("broken");
      tf.registerBackend("empty", () => {
        if (!starts) throw new Error("no device");
        return new Empty();
      });
      return {
        info: `info of ${settings}`,
        close: () => {
          calls.push(`close with ${tf.getBackend()}`);
          tf.removeBackend("empty");
        },
      };
    },
    checkCompatible: (current, wanted) => {
      if (current !== wanted) throw new RangeError(`${current} is not ${wanted}`);
    },
  });
  return { calls, lease: (settings = "a") => new BackendLease(shared, settings) };
}

beforeEach(() => tf.setBackend("cpu"));

test("BackendLease opens the backend for the first user and closes it after the last", async () => {
  const { calls, lease } = recorded();
  const [first, second] = [lease(), lease()];
  assert.deepEqual(await Promise.all([first.start(), second.start()]), ["info of a", "info of a"]);
  await first.dispose();
  assert.equal(tf.getBackend(), "empty");
  await second.dispose();
  assert.equal(tf.getBackend(), "cpu");
  assert.deepEqual(calls, ["open a", "close with cpu"]);
});

test("BackendLease counts one user when start() and dispose() are called twice", async () => {
  const { calls, lease } = recorded();
  const only = lease();
  await only.start();
  await only.start();
  await only.dispose();
  await only.dispose();
  assert.deepEqual(calls, ["open a", "close with cpu"]);
});

test("BackendLease.start() rejects settings that the open backend cannot serve", async () => {
  const { calls, lease } = recorded();
  const [first, second] = [lease("a"), lease("b")];
  await first.start();
  await assert.rejects(second.start(), { message: "a is not b" });
  await second.dispose();
  assert.equal(tf.getBackend(), "empty");
  await first.dispose();
  assert.deepEqual(calls, ["open a", "close with cpu"]);
});

test("BackendLease can start again after an open that failed", async () => {
  const { calls, lease } = recorded();
  const broken = lease("broken");
  await assert.rejects(broken.start(), { message: "broken" });
  await broken.dispose();
  const working = lease("a");
  await working.start();
  await working.dispose();
  assert.deepEqual(calls, ["open broken", "open a", "close with cpu"]);
});

test("BackendLease.start() closes the backend when tfjs cannot make it", async (t) => {
  t.mock.method(console, "warn", () => {});
  const { calls, lease } = recorded(false);
  await assert.rejects(lease().start(), {
    code: "backend/unavailable",
    message: "tfjs did not load it. Cannot start empty.",
  });
  assert.equal(tf.getBackend(), "cpu");
  assert.deepEqual(calls, ["open a", "close with cpu"]);
});

test("BackendLease.dispose() restores the backend that its own start displaced", async () => {
  const { lease } = recorded();
  const [first, second] = [lease(), lease()];
  await first.start();
  await tf.setBackend("cpu");
  await second.start();
  assert.equal(tf.getBackend(), "empty");
  await second.dispose();
  assert.equal(tf.getBackend(), "cpu");
  await first.dispose();
});
