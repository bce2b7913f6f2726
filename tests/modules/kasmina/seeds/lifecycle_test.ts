import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NEXT_IDLE_STAGE,
  stagesFor,
  transitionOf,
} from "../../../../modules/kasmina/seeds/lifecycle.ts";
import { SeedLifecycleGate, SeedLifecycleStage, SeedOperation } from "../../../../proto/mod.ts";

const short = (name: string | undefined) => name?.replace(/^SEED_(STAGE|OP|GATE)_/, "") ?? "-";
const numbers = (list: object) =>
  Object.values(list).filter((value): value is number => typeof value === "number" && value > 0);

/** Every pair of operation and stage that leads somewhere: stage, operation, next stage, gate. */
const TABLE = [
  "DORMANT GERMINATE GERMINATED G0_SANITY",
  "DORMANT EVALUATE - -",
  "GERMINATED START_TRAINING TRAINING G0_SANITY",
  "GERMINATED CULL CULLED -",
  "GERMINATED CANCEL RESETTING -",
  "TRAINING START_GRAFTING BLENDING G1_GRADIENT_HEALTH",
  "TRAINING FINE_TUNE - -",
  "TRAINING CULL CULLED -",
  "BLENDING STABILIZE SHADOWING G2_STABILITY",
  "BLENDING FINE_TUNE - -",
  "BLENDING CULL CULLED -",
  "BLENDING CANCEL - -",
  "SHADOWING EVALUATE PROBATIONARY G3_INTERFACE",
  "SHADOWING FINE_TUNE - -",
  "SHADOWING CULL CULLED -",
  "PROBATIONARY FINE_TUNE - -",
  "PROBATIONARY FOSSILIZE FOSSILIZED G4_SYSTEM_IMPACT",
  "PROBATIONARY CULL CULLED -",
];

test("transitionOf() knows what each operation does in each stage, and nothing else", () => {
  const found = numbers(SeedLifecycleStage).flatMap((stage) =>
    numbers(SeedOperation).flatMap((operation) => {
      const transition = transitionOf(operation, stage);
      if (!transition) return [];
      const { to, gate } = transition;
      const names = [
        SeedLifecycleStage[stage],
        SeedOperation[operation],
        to === undefined ? undefined : SeedLifecycleStage[to],
        gate === undefined ? undefined : SeedLifecycleGate[gate],
      ];
      return [names.map(short).join(" ")];
    }),
  );
  assert.deepEqual(found, TABLE);
});

test("stagesFor() names the stages that an operation may be asked for in", () => {
  assert.deepEqual(
    stagesFor(SeedOperation.SEED_OP_CANCEL).map((stage) => short(SeedLifecycleStage[stage])),
    ["GERMINATED", "BLENDING"],
  );
});

test("a slot whose seed is gone comes to rest in DORMANT", () => {
  const way = [SeedLifecycleStage.SEED_STAGE_CULLED];
  for (;;) {
    const next = NEXT_IDLE_STAGE.get(way.at(-1) as SeedLifecycleStage);
    if (next === undefined) break;
    way.push(next);
  }
  assert.deepEqual(
    way.map((stage) => short(SeedLifecycleStage[stage])),
    ["CULLED", "EMBARGOED", "RESETTING", "DORMANT"],
  );
});
