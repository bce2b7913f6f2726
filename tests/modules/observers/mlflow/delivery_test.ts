import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Unavailable } from "../../../../modules/observers/mlflow/client.ts";
import { Delivery, OutOfTime } from "../../../../modules/observers/mlflow/delivery.ts";
import type { FromMlflow } from "../../../../modules/observers/mlflow/messages.ts";

test("Delivery.make() tries until it succeeds, and tells how each try went", async () => {
  const told: FromMlflow[] = [];
  const delivery = new Delivery((message) => told.push(message));
  // Of a run that has ended, so that the pauses are short.
  delivery.end(60_000);
  const made = await delivery.make(async (failures) => {
    if (failures < 2) throw new Unavailable(`failure ${failures}`);
    return "made";
  });
  assert.equal(made, "made");
  assert.deepEqual(told, [
    { outcome: { failure: "failure 0" } },
    { outcome: { failure: "failure 1" } },
    { outcome: "taken" },
  ]);
});

test("Delivery.make() ends with the last failure once time is over", async () => {
  const delivery = new Delivery(() => {});
  const attempt = (failures: number, signal: AbortSignal) => {
    if (failures === 0) return Promise.reject(new Unavailable("answered with status 429"));
    // The second try is on its way when time is over.
    if (failures === 1) delivery.end(1);
    return new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new Unavailable("aborted")));
    });
  };
  const making = delivery.make(attempt);
  await assert.rejects(making, (error: Error) => {
    assert.ok(error instanceof OutOfTime);
    assert.equal(error.message, "answered with status 429");
    return true;
  });
});

test("Delivery.make() does not repeat what is refused", async () => {
  const delivery = new Delivery(() => {});
  let tries = 0;
  const refused = delivery.make(async () => {
    tries += 1;
    throw new Refused("no", 401, "");
  });
  await assert.rejects(refused, { message: "no" });
  assert.equal(tries, 1);
});
