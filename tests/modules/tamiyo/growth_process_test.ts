import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, readAnswer, TAMIYO, type Tamiyo } from "../../../core/mod.ts";
import { growth } from "../../../modules/mod.ts";
import {
  LEYLINE_VERSION,
  SeedLifecycleStage,
  SeedOperation,
  SystemStatePacket,
} from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTamiyo } from "../../../testing/tamiyo.ts";
import { OWN_POLICY } from "./_skips.ts";

const LONG_MS = 30_000;

const create = () => resolveProvider(TAMIYO, growth());

conformsToTamiyo(create, { skip: OWN_POLICY });

/** Runs `claim` with a controller that has been started. */
async function withGrowth(claim: (tamiyo: Tamiyo) => Promise<void>): Promise<void> {
  const tamiyo = await create();
  try {
    await tamiyo.start();
    await claim(tamiyo);
  } finally {
    await tamiyo.dispose();
  }
}

/** A boundary at some share of the run, with two slots that are empty. */
function packetAt(run_share: number): Uint8Array {
  return SystemStatePacket.encode({
    version: LEYLINE_VERSION,
    packetId: `run/${run_share}`,
    validationLoss: 1 - run_share,
    trainingMetrics: { run_share, learning_rate: 0.1, run_examples: 1000 },
    seedStates: ["a", "b"].map((seedId, at) => ({
      seedId,
      stage: SeedLifecycleStage.SEED_STAGE_DORMANT,
      metrics: { "multiply_adds.residual": 20 - 10 * at },
    })),
  });
}

/** What is asked at a boundary: `GERMINATE b`, or `none`. */
async function answerOf(tamiyo: Tamiyo, run_share: number): Promise<string> {
  const decision: Decision = await tamiyo.decide(packetAt(run_share), LONG_MS);
  if (decision.kind !== "command") return decision.kind;
  const { seedOperation, targetSeedId } = readAnswer(decision.bytes, `run/${run_share}`);
  const name = String(SeedOperation[seedOperation?.operation ?? 0]).replace("SEED_OP_", "");
  return `${name} ${targetSeedId}`;
}

test("growth() in a process of its own sows the cheapest slot at its date", () =>
  withGrowth(async (tamiyo) => {
    assert.equal(tamiyo.name, "process/growth");
    assert.equal(await answerOf(tamiyo, 0.05), "none");
    assert.equal(await answerOf(tamiyo, 0.1), "GERMINATE b");
  }));

test("growth() goes on in another process from what it remembered", () =>
  withGrowth(async (tamiyo) => {
    assert.equal(await answerOf(tamiyo, 0.1), "GERMINATE b");
    const { memory } = tamiyo;
    assert.ok(memory);
    await withGrowth(async (other) => {
      await other.restore(memory, LONG_MS);
      // It has sown one seed; the next is due at a quarter.
      assert.equal(await answerOf(other, 0.15), "none");
      assert.equal(await answerOf(other, 0.25), "GERMINATE b");
    });
    // Without it, the first one is still to be sown.
    await withGrowth(async (fresh) => {
      assert.equal(await answerOf(fresh, 0.15), "GERMINATE b");
    });
  }));
