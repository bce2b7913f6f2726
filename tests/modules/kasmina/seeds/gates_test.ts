import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, judge } from "../../../../modules/kasmina/seeds/gates.ts";
import { SeedsSchema } from "../../../../modules/kasmina/seeds/options.ts";
import { SeedLifecycleGate as Gate } from "../../../../proto/mod.ts";

const LIMITS = SeedsSchema.parse({}).gates;

/** What passes every gate. */
const GOOD: Evidence = {
  probe: { sameShape: true, nonFinite: 0 },
  parameterCount: 50,
  steps: 10,
  epochs: 1,
  nonFiniteSteps: 0,
  gradientNorm: 1,
  ownLoss: 0.5,
  hostLoss: 0.5,
  alpha: 1,
  lossBefore: 0.5,
  loss: 0.5,
  trial: undefined,
  scale: 1,
  weightsHeld: 0,
};

/** A gate, what is bad before it, and the checks that say so. */
const CASES: readonly (readonly [Gate, string, Partial<Evidence>, readonly string[]])[] = [
  [
    Gate.SEED_GATE_G0_SANITY,
    "another shape",
    { probe: { sameShape: false, nonFinite: 0 } },
    ["same_shape"],
  ],
  [
    Gate.SEED_GATE_G0_SANITY,
    "a number that is none",
    { probe: { sameShape: true, nonFinite: 1 } },
    ["non_finite_numbers"],
  ],
  [Gate.SEED_GATE_G0_SANITY, "too many weights", { parameterCount: 1_000_001 }, ["parameters"]],
  [Gate.SEED_GATE_G1_GRADIENT_HEALTH, "too few steps", { steps: 9 }, ["steps"]],
  [
    Gate.SEED_GATE_G1_GRADIENT_HEALTH,
    "a step that was not finite",
    { nonFiniteSteps: 1 },
    ["non_finite_steps"],
  ],
  [Gate.SEED_GATE_G1_GRADIENT_HEALTH, "no gradient", { gradientNorm: 0 }, ["gradient_norm"]],
  [
    Gate.SEED_GATE_G1_GRADIENT_HEALTH,
    "a gradient that explodes",
    { gradientNorm: 101 },
    ["gradient_norm"],
  ],
  [
    Gate.SEED_GATE_G1_GRADIENT_HEALTH,
    "a gradient that is none",
    { gradientNorm: Number.NaN },
    ["gradient_norm", "gradient_norm"],
  ],
  // 0.8 / 0.5 = 1.6
  [
    Gate.SEED_GATE_G1_GRADIENT_HEALTH,
    "a worse loss than the host's",
    { ownLoss: 0.8 },
    ["own_loss_ratio"],
  ],
  [Gate.SEED_GATE_G1_GRADIENT_HEALTH, "no loss yet", { ownLoss: Number.NaN }, ["own_loss_ratio"]],
  [Gate.SEED_GATE_G2_STABILITY, "a blend that is not done", { alpha: 0.999 }, ["alpha"]],
  [
    Gate.SEED_GATE_G2_STABILITY,
    "a step that was not finite",
    { nonFiniteSteps: 2 },
    ["non_finite_steps"],
  ],
  // (0.6 - 0.5) / 0.5 = 0.2
  [Gate.SEED_GATE_G2_STABILITY, "a loss that rose", { loss: 0.6 }, ["loss_rise"]],
  [Gate.SEED_GATE_G3_INTERFACE, "an output that is too large", { scale: 10.5 }, ["output_scale"]],
  [Gate.SEED_GATE_G3_INTERFACE, "an output that is too small", { scale: 0.09 }, ["output_scale"]],
  [
    Gate.SEED_GATE_G3_INTERFACE,
    "an output that is none",
    { scale: Number.NaN },
    ["output_scale", "output_scale"],
  ],
  [Gate.SEED_GATE_G4_SYSTEM_IMPACT, "no epoch of probation", { epochs: 0 }, ["epochs"]],
  [
    Gate.SEED_GATE_G4_SYSTEM_IMPACT,
    "a step that was not finite",
    { nonFiniteSteps: 1 },
    ["non_finite_steps"],
  ],
  [Gate.SEED_GATE_G4_SYSTEM_IMPACT, "a loss that rose", { loss: 0.51 }, ["loss_gain"]],
  [Gate.SEED_GATE_G4_SYSTEM_IMPACT, "a loss that is none", { loss: Number.NaN }, ["loss_gain"]],
  [Gate.SEED_GATE_G5_RESET, "a weight that is held", { weightsHeld: 1 }, ["weights_held"]],
];

const GATES = Object.values(Gate).filter(
  (gate): gate is Gate => typeof gate === "number" && gate > 0,
);

for (const gate of GATES) {
  test(`judge() passes a good seed at ${Gate[gate]}, with its evidence`, () => {
    const { checks, passed } = judge(gate, GOOD, LIMITS);
    assert.ok(passed);
    assert.ok(checks.length > 0);
    for (const { value, rule } of checks) assert.ok(Number.isFinite(value) && rule !== "");
  });
}

for (const [gate, what, bad, failing] of CASES) {
  test(`judge() does not let ${what} pass ${Gate[gate]}`, () => {
    const { checks, passed } = judge(gate, { ...GOOD, ...bad }, LIMITS);
    assert.equal(passed, false);
    const failed = checks.filter((check) => !check.passed).map(({ name }) => name);
    assert.deepEqual(failed, failing);
  });
}

test("judge() asks no gradient of a seed without weights", () => {
  const bare = { ...GOOD, parameterCount: 0, gradientNorm: 0, ownLoss: Number.NaN };
  assert.ok(judge(Gate.SEED_GATE_G1_GRADIENT_HEALTH, bare, LIMITS).passed);
});

test("every gate has a case that it does not let pass", () => {
  assert.deepEqual([...new Set(CASES.map(([gate]) => gate))], GATES);
});
