import type {
  AlarmReport,
  ControlReport,
  EpochReport,
  Incident,
  OptimizerChange,
  ResumeReport,
  RunPlan,
  RunReport,
  SeedStory,
  StepReport,
} from "../../core/mod.ts";
import { NOTHING } from "./messages.ts";

/** A small plan: 2 epochs of 4 steps, with validation. */
export function planOf(overrides: Partial<RunPlan> = {}): RunPlan {
  return {
    runId: "run-1",
    providers: {
      "compute-backend": "wasm",
      "data-source": "digits",
      host: "cnn",
      "learning-rate-policy": "warmup-cosine",
      optimizer: "adamw",
      telemetry: "otlp",
    },
    device: { type: "cpu", description: "wasm, 2 threads, SIMD" },
    seed: 7,
    epochs: 2,
    stepsPerEpoch: 4,
    batchSize: 64,
    trainExamples: 8000,
    validationExamples: 2000,
    parameterCount: 225_034,
    ...overrides,
  };
}

/** A resume from step 2 of the first epoch, in which nothing differs. */
export function resumeOf(overrides: Partial<ResumeReport> = {}): ResumeReport {
  const info = { id: 3, runId: "run-0", step: 2, epoch: 0, reason: "interrupted" };
  return {
    checkpoint: { ...info, writtenMs: 0, bytes: 1024, verified: true },
    firstStep: 0,
    firstEpoch: 0,
    differences: [],
    ...overrides,
  };
}

/** Step `stepInEpoch` of `epoch`, four of which make an epoch. */
export function stepOf(
  epoch: number,
  stepInEpoch: number,
  overrides: Partial<StepReport> = {},
): StepReport {
  return {
    epoch,
    stepInEpoch,
    step: (epoch - 1) * 4 + stepInEpoch,
    loss: 1 / (epoch * 4 + stepInEpoch),
    metrics: { accuracy: 0.9 },
    gradientNorm: 1,
    learningRate: 1e-3,
    stepMs: 3.2,
    ...overrides,
  };
}

/** Epoch `epoch`, each better than the one before. */
export function epochOf(epoch: number, overrides: Partial<EpochReport> = {}): EpochReport {
  return {
    epoch,
    step: epoch * 4,
    train: { loss: 0.5 / epoch, metrics: { accuracy: 1 - 0.1 / epoch } },
    validation: { loss: 0.6 / epoch, metrics: { accuracy: 1 - 0.2 / epoch } },
    learningRate: 3e-3 / epoch,
    stepMs: 3.2,
    wallS: 6.13,
    best: true,
    ...overrides,
  };
}

/** An incident in epoch 1. */
export function incidentOf(overrides: Partial<Incident> = {}): Incident {
  return {
    kind: "loss/non-finite",
    message: "loss is NaN: step skipped",
    step: 3,
    epoch: 1,
    ...overrides,
  };
}

/** A swap of the host's optimizer after the second step. */
export function changeOf(overrides: Partial<OptimizerChange> = {}): OptimizerChange {
  return {
    kind: "swap",
    group: "host",
    from: "adam",
    to: "sgd",
    step: 2,
    rateFactor: 12.5,
    ignoredOptions: [],
    transfers: [
      { parameter: "w", slot: "b", from: "m", action: "converted", normBefore: 1, normAfter: 10 },
      { parameter: "w", slot: "v", action: "dropped", normBefore: 2 },
    ],
    prepareMs: 3.2,
    commitMs: 0.1,
    ...overrides,
  };
}

/** A seed that was culled after its first epoch in the network. */
export function storyOf(overrides: Partial<SeedStory> = {}): SeedStory {
  return {
    seed: "conv1",
    generation: 1,
    blueprint: "conv-norm",
    parameterCount: 600,
    trained: false,
    stages: [
      { stage: "SEED_STAGE_GERMINATED", epoch: 3, step: 12, reason: "plateau" },
      { stage: "SEED_STAGE_CULLED", epoch: 9, step: 36, reason: "regression" },
    ],
    before: { loss: 0.5, metrics: { accuracy: 0.8 } },
    after: { loss: 0.6, metrics: { accuracy: 0.75 } },
    ...overrides,
  };
}

/** A loss that was too high, and training that went back and around. */
export function alarmReportOf(overrides: Partial<AlarmReport> = {}): AlarmReport {
  return {
    rule: "loss-ratio",
    cause: "loss 99 was too high",
    step: 1_503,
    epoch: 3,
    action: "went-back",
    tries: 1,
    backTo: 1_475,
    tier: "fast",
    durationMs: 0.42,
    quarantined: 5,
    rateFactor: 0.5,
    firstGoodStep: 1_475,
    clearStep: 1_552,
    ...overrides,
  };
}

/** A run that was never in conservative mode, with two boundaries. */
export function controlOf(overrides: Partial<ControlReport> = {}): ControlReport {
  return {
    mode: "normal",
    modeChanges: [],
    boundaries: { count: 2, p50Ms: 0.2, p99Ms: 0.4, maxMs: 0.4, breached: 0 },
    breakers: [],
    commands: { committed: 0, refused: 0, expired: 0, aborted: 0, failed: 0 },
    refusedEnvelopes: 0,
    tamiyo: { lateAnswers: 0, replaced: 0 },
    bus: NOTHING,
    ...overrides,
  };
}

/** What the plan of {@link planOf} comes to. */
export function reportOf(overrides: Partial<RunReport> = {}): RunReport {
  const epochs = [epochOf(1), epochOf(2)];
  return {
    plan: planOf(),
    endReason: "completed",
    epochs,
    best: epochs[1],
    steps: 8,
    wallS: 12.5,
    weightsHash: "ab12",
    incidents: [],
    incidentCounts: {},
    memory: {
      entries: [{ owner: "network", tensors: 6, bytes: 2_400 }],
      total: { tensors: 8, bytes: 2_500 },
      unexplained: { tensors: 2, bytes: 100 },
    },
    alarms: [],
    optimizerChanges: [],
    seeds: [],
    control: controlOf(),
    recovery: { rollbacks: [], checkpoints: [] },
    ...overrides,
  };
}
