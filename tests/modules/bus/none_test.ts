import assert from "node:assert/strict";
import { test } from "node:test";
import { BUS } from "../../../core/mod.ts";
import { noBus } from "../../../modules/mod.ts";
import { messageOf, NOTHING } from "../../../testing/_support/messages.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToBus } from "../../../testing/bus.ts";

const GOES_NOWHERE = [
  "Bus.publish() brings a message to the other as it is, and to its channel alone",
  "Bus.publish() sends CRITICAL messages by the channel of emergencies, in order",
  "Bus hands a message to everybody but its sender, and both ways",
  "Bus hands a message on once, however often its id comes",
  "Bus hands on no message past its time to live, but for CRITICAL ones",
  "Bus bears a listener that throws, tells the others and says so",
  "Bus.subscribe() and watch() end by what they return",
  "Bus.flush() leaves nothing that waits while the destination answers",
  "Bus gives up the lowest and the oldest first, counts each, and keeps what is CRITICAL",
  "Bus draws nothing from Math.random",
];

conformsToBus(
  async () => ({
    bus: await resolveProvider(BUS, noBus()),
    peer: await resolveProvider(BUS, noBus()),
  }),
  { skip: GOES_NOWHERE.map((test) => ({ test, reason: "sends nothing, by its purpose" })) },
);

test("noBus() drops what is published, and counts it", async () => {
  const bus = await resolveProvider(BUS, noBus());
  bus.publish(messageOf("x", "critical"));
  assert.deepEqual(bus.counts, {
    ...NOTHING,
    published: 1,
    dropped: { ...NOTHING.dropped, critical: 1 },
  });
  assert.equal(bus.destination, undefined);
});
