import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodePacket,
  type PacketSource,
  packetIdOf,
} from "../../../core/boundary/state_packet.ts";
import { BUDGETS, SeedLifecycleStage, SystemStatePacket } from "../../../proto/mod.ts";
import { epochOf } from "../../../testing/_support/reports.ts";

function packetOf(changes: Partial<PacketSource> = {}): SystemStatePacket {
  const bytes = encodePacket({
    runId: "run-1",
    interval: { ...epochOf(2), boundary: 2 },
    hardware: { deviceType: "cpu" },
    seeds: [],
    monotonicMs: 1_234.5,
    ...changes,
  });
  return SystemStatePacket.decode(bytes);
}

const seeds = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    seedId: `s${index}`,
    stage: SeedLifecycleStage.SEED_STAGE_TRAINING,
  }));

test("encodePacket() says what the epoch measured", () => {
  const packet = packetOf();
  // Epoch 2 of the tests' reports: losses 0.5 / 2 and 0.6 / 2, accuracies 0.95 and 0.9, 8 steps.
  assert.equal(packet.currentEpoch, 2);
  assert.equal(packet.globalStep, 8);
  assert.equal(packet.trainingLoss, 0.25);
  assert.equal(packet.validationLoss, Math.fround(0.3));
  assert.equal(packet.validationAccuracy, Math.fround(0.9));
  assert.deepEqual(packet.trainingMetrics, {
    accuracy: Math.fround(0.95),
    val_accuracy: Math.fround(0.9),
    learning_rate: Math.fround(1.5e-3),
    step_ms: Math.fround(3.2),
  });
  assert.equal(packet.timestampNs, 1_234_500_000);
  assert.equal(packet.hardwareContext?.deviceType, "cpu");
});

test("encodePacket() names packet, run and sender", () => {
  const packet = packetOf();
  assert.equal(packet.packetId, "run-1/2");
  assert.equal(packet.packetId, packetIdOf("run-1", 2));
  assert.deepEqual([packet.trainingRunId, packet.sourceSubsystem], ["run-1", "tolaria"]);
});

test("encodePacket() counts boundaries, where there are more than epochs", () => {
  const packet = packetOf({ interval: { ...epochOf(2), boundary: 7 } });
  assert.deepEqual([packet.currentEpoch, packet.packetId], [7, "run-1/7"]);
});

test("encodePacket() leaves zeros where there is no validation", () => {
  const packet = packetOf({
    interval: { ...epochOf(1, { validation: undefined }), boundary: 1 },
  });
  assert.deepEqual([packet.validationLoss, packet.validationAccuracy], [0, 0]);
});

test("encodePacket() takes as many seeds as an epoch may have, and refuses more", () => {
  assert.equal(packetOf({ seeds: seeds(BUDGETS.seedsPerEpoch) }).seedStates.length, 100);
  assert.throws(() => packetOf({ seeds: seeds(101) }), {
    name: "RangeError",
    message: "The packet must have at most 100 seeds, but has 101. Cannot write the state packet.",
  });
});
