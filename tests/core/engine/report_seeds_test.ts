import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeedInfluences } from "../../../core/aggregation/seed_influence.ts";
import { takeInfluences } from "../../../core/engine/report_seeds.ts";
import type { Session } from "../../../core/engine/session.ts";
import type { SeedInfluence } from "../../../core/mod.ts";
import { metrics } from "../../../deps.ts";

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

/** What is recorded with the process's meter provider while `work` is done: `name {attributes} value`. */
function recordedBy(work: () => void): string[] {
  const recorded: string[] = [];
  const instrument = (name: string) => {
    const write = (value: number, attributes: unknown) =>
      recorded.push(`${name} ${JSON.stringify(attributes)} ${value}`);
    return { record: write, add: write };
  };
  const meter = { createGauge: instrument, createCounter: instrument };
  metrics.setGlobalMeterProvider({ getMeter: () => meter } as never);
  try {
    work();
  } finally {
    metrics.disable();
  }
  return recorded;
}

/** A session in which these seeds were tasks. */
function sessionOf(all: readonly SeedInfluence[]): Session {
  return { influences: { epoch: { all } as SeedInfluences } } as unknown as Session;
}

test("takeInfluences() records what came through each seed, and begins the next epoch", () => {
  const session = sessionOf([SEED]);
  const recorded = recordedBy(() => assert.deepEqual(takeInfluences(session), { seeds: [SEED] }));
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
  const session = sessionOf([{ ...SEED, norm: Number.NaN, conflicts: 0 }]);
  assert.deepEqual(
    recordedBy(() => takeInfluences(session)),
    ['tolaria.seed.conflicts {"tolaria.seed.id":"conv1"} 0'],
  );
});
