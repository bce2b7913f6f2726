import assert from "node:assert/strict";
import { test } from "node:test";
import type { Session } from "../../../core/engine/session.ts";
import type { SeedInfluence } from "../../../core/mod.ts";
import { takeInfluences } from "../../../core/seeds/report_seeds.ts";
import type { SeedInfluences } from "../../../core/seeds/seed_influence.ts";

const SEED: SeedInfluence = {
  seed: "conv1",
  generation: 1,
  steps: 5,
  norm: 2,
  share: 0.25,
  cosine: -0.5,
  conflicts: 3,
  dropped: 1,
};

/** A session in which these seeds were tasks; what it measures is added to `recorded`: `name {attributes} value`. */
function sessionOf(all: readonly SeedInfluence[], recorded: string[]): Session {
  const instrument = (name: string) => {
    const write = (value: number, attributes: unknown) =>
      recorded.push(`${name} ${JSON.stringify(attributes)} ${value}`);
    return { record: write, add: write };
  };
  const meter = { createGauge: instrument, createCounter: instrument };
  return {
    influences: { epoch: { all } as SeedInfluences },
    services: { telemetry: { meter } },
  } as unknown as Session;
}

test("takeInfluences() records what came through each seed, and begins the next epoch", () => {
  const recorded: string[] = [];
  const session = sessionOf([SEED], recorded);
  assert.deepEqual(takeInfluences(session), { seeds: [SEED] });
  const seed = '{"tolaria.seed.id":"conv1"}';
  assert.deepEqual(recorded, [
    `tolaria.seed.gradient_norm ${seed} 2`,
    `tolaria.seed.gradient_share ${seed} 0.25`,
    `tolaria.seed.gradient_cosine ${seed} -0.5`,
    `tolaria.seed.conflicts ${seed} 3`,
  ]);
  assert.deepEqual(takeInfluences(session), {});
});

test("takeInfluences() records no means of a seed that was left out of every step", () => {
  const recorded: string[] = [];
  takeInfluences(sessionOf([{ ...SEED, norm: Number.NaN, conflicts: 0 }], recorded));
  assert.deepEqual(recorded, ['tolaria.seed.conflicts {"tolaria.seed.id":"conv1"} 0']);
});
