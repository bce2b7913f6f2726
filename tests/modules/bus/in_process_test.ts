import assert from "node:assert/strict";
import { test } from "node:test";
import { BUS, type Bus } from "../../../core/mod.ts";
import { inProcessBus, systemClock } from "../../../modules/mod.ts";
import { messageOf } from "../../../testing/_support/messages.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { CAPACITY, conformsToBus } from "../../../testing/bus.ts";

const make = (name: string): Promise<Bus> =>
  resolveProvider(BUS, inProcessBus({ name, capacity: CAPACITY }), systemClock());

conformsToBus(async () => {
  const name = crypto.randomUUID();
  return { bus: await make(name), peer: await make(name) };
});

test("inProcessBus() connects only buses of one name, while they are started", async () => {
  const [a, b, other, late] = await Promise.all(["a", "a", "b", "a"].map(make));
  for (const bus of [a, b, other]) await bus?.start();
  a?.publish(messageOf("x", "critical"));
  await a?.flush();
  assert.deepEqual(
    [a, b, other, late].map((bus) => bus?.counts.received),
    [0, 1, 0, 0],
  );
  for (const bus of [a, b, other, late]) await bus?.dispose();
});

test("inProcessBus() refuses a capacity of nothing", () => {
  assert.throws(() => inProcessBus({ capacity: 0 }), {
    code: "options/invalid",
    message: '"capacity" must be at least 1, but is 0. Cannot make inProcessBus.',
  });
});
