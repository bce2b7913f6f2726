import assert from "node:assert/strict";
import { test } from "node:test";
import { EmergencyBroadcast } from "../../../core/bus/emergency_broadcast.ts";
import { wrapNotice } from "../../../core/bus/emergency_notice.ts";
import { sealNotice } from "../../../core/bus/notice_seal.ts";
import {
  BUS,
  COMMAND_GATE,
  Emergencies,
  type Emergency,
  type MessageSeal,
} from "../../../core/mod.ts";
import { inProcessBus, ManualClock, signedCommands, systemClock } from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

const { EMERGENCY_LEVEL_MINOR, EMERGENCY_LEVEL_SEVERE, EMERGENCY_LEVEL_CRITICAL } = EmergencyLevel;

async function sealOf(key: string): Promise<MessageSeal> {
  const gate = await resolveProvider(
    COMMAND_GATE,
    signedCommands({ key: key.repeat(32), audience: "tests" }),
    systemClock(),
  );
  return gate.seal as MessageSeal;
}

/** A host, and a peer that sends what it likes. */
async function withPeer(
  seal: MessageSeal | undefined,
  claim: (stage: {
    readonly clock: ManualClock;
    readonly raised: readonly Emergency[];
    readonly refusals: readonly string[];
    send(level: EmergencyLevel, reason: string, seal?: MessageSeal): Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const name = crypto.randomUUID();
  const make = () => resolveProvider(BUS, inProcessBus({ name }), systemClock());
  const [bus, peer] = [await make(), await make()];
  const clock = new ManualClock();
  const emergencies = new Emergencies(clock);
  const raised: Emergency[] = [];
  const refusals: string[] = [];
  emergencies.subscribe({ onRaised: (emergency) => raised.push(emergency) });
  const broadcast = new EmergencyBroadcast({ bus, emergencies, clock, seal });
  broadcast.during({
    runId: "run",
    span: { spanContext: () => undefined } as never,
    onWord: () => {},
    onRefused: (reason) => refusals.push(reason),
  });
  await Promise.all([bus.start(), peer.start()]);
  let sent = 0;
  const send = async (level: EmergencyLevel, reason: string, by?: MessageSeal) => {
    const notice = {
      kind: "raised",
      level,
      reason,
      origin: `evil/1/${++sent}`,
      runId: "",
    } as const;
    const envelope = wrapNotice(notice, { monotonicMs: 1, wallMs: 1 }, undefined);
    peer.publish(by ? sealNotice(envelope, by) : envelope);
    await peer.flush();
  };
  try {
    await claim({ clock, raised, refusals, send });
  } finally {
    await Promise.all([bus.dispose(), peer.dispose()]);
  }
}

test("EmergencyBroadcast acts only on notices that are signed with the key of its commands, if there is one", async () => {
  const [own, other] = [await sealOf("k"), await sealOf("x")];
  await withPeer(own, async ({ raised, refusals, send }) => {
    await send(EMERGENCY_LEVEL_CRITICAL, "not signed");
    await send(EMERGENCY_LEVEL_CRITICAL, "signed by another", other);
    assert.equal(raised.length, 0);
    assert.equal(refusals.length, 2);
    assert.match(refusals[0] ?? "", /is not signed with the key of this run's commands/);
    await send(EMERGENCY_LEVEL_CRITICAL, "signed", own);
    assert.deepEqual(
      raised.map(({ reason }) => reason),
      ["signed"],
    );
  });
});

test("EmergencyBroadcast acts on 30 notices in a minute, and on one of a higher level anyway", () =>
  withPeer(undefined, async ({ clock, raised, refusals, send }) => {
    for (let index = 0; index < 100; index++) await send(EMERGENCY_LEVEL_SEVERE, `r${index}`);
    // Said once, and not seventy times.
    assert.deepEqual(refusals, ["more than 30 notices of emergencies came in 60 s"]);
    const before = raised.length;
    assert.ok(before <= 30);
    await send(EMERGENCY_LEVEL_MINOR, "less");
    assert.equal(raised.length, before);
    await send(EMERGENCY_LEVEL_CRITICAL, "real");
    assert.equal(raised.at(-1)?.reason, "real");
    clock.advance(60_000);
    await send(EMERGENCY_LEVEL_SEVERE, "a minute later");
    assert.equal(refusals.length, 1);
  }));
