import type { Attributes } from "../../deps.ts";
import { SeedLifecycleGate, SeedLifecycleStage } from "../../proto/mod.ts";
import type { SeedInfluence } from "../ports/reports/seed_report.ts";
import type { GateCheck, SeedTransition } from "../ports/seed_training.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";

/** Attributes of the event of a seed's transition, or of the gate that prevented one. */
export function seedAttributes(transition: SeedTransition): Attributes {
  const { verdict } = transition;
  return {
    [ATTRIBUTE.seedId]: transition.seed,
    [ATTRIBUTE.seedBlueprint]: transition.blueprint,
    [ATTRIBUTE.seedFrom]: SeedLifecycleStage[transition.from],
    [ATTRIBUTE.seedTo]: SeedLifecycleStage[transition.to],
    [ATTRIBUTE.seedGate]: verdict && SeedLifecycleGate[verdict.gate],
    [ATTRIBUTE.seedPassed]: verdict?.passed ?? true,
    [ATTRIBUTE.seedEvidence]: verdict?.checks.map(evidenceText) ?? [],
    [ATTRIBUTE.seedReason]: transition.reason,
    [ATTRIBUTE.stepNumber]: transition.step,
  };
}

/** Attributes of an epoch's span for the gradients through seeds. */
export function influenceAttributes(seeds: readonly SeedInfluence[]): Attributes {
  return {
    [ATTRIBUTE.seedsNames]: seeds.map(({ seed }) => seed),
    [ATTRIBUTE.seedsSteps]: seeds.map(({ steps }) => steps),
    [ATTRIBUTE.seedsNorms]: seeds.map(({ norm }) => norm),
    [ATTRIBUTE.seedsShares]: seeds.map(({ share }) => share),
    [ATTRIBUTE.seedsCosines]: seeds.map(({ cosine }) => cosine),
    [ATTRIBUTE.seedsConflicts]: seeds.map(({ conflicts }) => conflicts),
    [ATTRIBUTE.seedsDropped]: seeds.map(({ dropped }) => dropped),
  };
}

/** A check in a line: `gradient_norm 12.5 must be at most 10`. */
export function evidenceText({ name, value, rule }: GateCheck): string {
  return `${name} ${Number.isInteger(value) ? value : value.toPrecision(6)} must be ${rule}`;
}
