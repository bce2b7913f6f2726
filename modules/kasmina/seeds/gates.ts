import type { GateCheck, GateVerdict, TrialReport } from "../../../core/mod.ts";
import { SeedLifecycleGate } from "../../../proto/mod.ts";
import type { GateLimits } from "./options.ts";
import type { Probe } from "./seed_network.ts";

/** Evidence for a gate. Losses are those of validation, or of training if there is no validation set. */
export interface Evidence {
  /** Measurements of the new network. */
  readonly probe: Probe;
  readonly parameterCount: number;
  /** Steps in the current stage. */
  readonly steps: number;
  /** Epochs completed in the current stage. */
  readonly epochs: number;
  /** Steps of the current stage whose gradient was not finite. */
  readonly nonFiniteSteps: number;
  /** Norm of the last gradient. */
  readonly gradientNorm: number;
  /** Mean of the local loss over the last epoch of training beside the host. */
  readonly ownLoss: number;
  /** The host's training loss over the same epoch. */
  readonly hostLoss: number;
  /** Share in the slot's output. */
  readonly alpha: number;
  /** The network's loss before the seed was grafted in. */
  readonly lossBefore: number;
  /** The network's loss in the last epoch. */
  readonly loss: number;
  /** What the seed's trial found, if it had one. */
  readonly trial: TrialReport | undefined;
  /** RMS of the output over that of the input. */
  readonly scale: number;
  /** Number of weights that are not disposed. */
  readonly weightsHeld: number;
}

type Judge = (evidence: Evidence, limits: GateLimits) => readonly GateCheck[];

const {
  SEED_GATE_G0_SANITY,
  SEED_GATE_G1_GRADIENT_HEALTH,
  SEED_GATE_G2_STABILITY,
  SEED_GATE_G3_INTERFACE,
  SEED_GATE_G4_SYSTEM_IMPACT,
  SEED_GATE_G5_RESET,
} = SeedLifecycleGate;

/** Checks of each gate. */
const JUDGES: Readonly<Record<number, Judge>> = {
  [SEED_GATE_G0_SANITY]: ({ probe, parameterCount }, limits) => [
    atLeast("same_shape", probe.sameShape ? 1 : 0, 1),
    atMost("non_finite_numbers", probe.nonFinite, 0),
    atMost("parameters", parameterCount, limits.maxParameters),
  ],
  [SEED_GATE_G1_GRADIENT_HEALTH]: (evidence, limits) => [
    atLeast("steps", evidence.steps, limits.minTrainingSteps),
    atMost("non_finite_steps", evidence.nonFiniteSteps, 0),
    atMost("gradient_norm", evidence.gradientNorm, limits.maxGradientNorm),
    ...(evidence.parameterCount > 0
      ? [
          atLeast("gradient_norm", evidence.gradientNorm, Number.MIN_VALUE),
          atMost("own_loss_ratio", evidence.ownLoss / evidence.hostLoss, limits.maxOwnLossRatio),
        ]
      : []),
  ],
  [SEED_GATE_G2_STABILITY]: (evidence, limits) => [
    atLeast("alpha", evidence.alpha, 1),
    atMost("non_finite_steps", evidence.nonFiniteSteps, 0),
    atMost("loss_rise", rise(evidence), limits.maxLossRise),
  ],
  [SEED_GATE_G3_INTERFACE]: ({ scale }, { maxScale }) => [
    atMost("output_scale", scale, maxScale),
    atLeast("output_scale", scale, 1 / maxScale),
  ],
  [SEED_GATE_G4_SYSTEM_IMPACT]: (evidence, limits) => [
    atLeast("epochs", evidence.epochs, limits.minProbationEpochs),
    atMost("non_finite_steps", evidence.nonFiniteSteps, 0),
    // A trial compares with a run without the seed; the loss before it may have fallen by itself.
    evidence.trial
      ? trialCheck(evidence.trial)
      : atLeast("loss_gain", -rise(evidence), limits.minLossGain),
  ],
  [SEED_GATE_G5_RESET]: ({ weightsHeld }) => [atMost("weights_held", weightsHeld, 0)],
};

/** Evaluates a gate on `evidence`. NaN never passes. */
export function judge(
  gate: SeedLifecycleGate,
  evidence: Evidence,
  limits: GateLimits,
): GateVerdict {
  const checks = (JUDGES[gate] as Judge)(evidence, limits);
  return { gate, checks, passed: checks.every(({ passed }) => passed) };
}

/** The check of a trial's gain. */
export function trialCheck({ gain, minGain }: TrialReport): GateCheck {
  return atLeast("trial_gain", gain, minGain);
}

/** Relative rise of the loss since the seed was grafted. */
function rise({ loss, lossBefore }: Evidence): number {
  return (loss - lossBefore) / Math.abs(lossBefore);
}

function atMost(name: string, value: number, limit: number): GateCheck {
  return { name, value, rule: `at most ${limit}`, passed: value <= limit };
}

function atLeast(name: string, value: number, limit: number): GateCheck {
  const rule = limit === Number.MIN_VALUE ? "greater than 0" : `at least ${limit}`;
  return { name, value, rule, passed: value >= limit };
}
