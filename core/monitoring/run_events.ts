import type { Attributes } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { passAttributes } from "../metrics/metrics_part.ts";
import type { EpochReport, RunPlan, RunReport, StepReport } from "../ports/reports/run_report.ts";
import { influenceAttributes } from "../seeds/seed_attributes.ts";
import { ATTRIBUTE, providerAttribute } from "../telemetry/conventions.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH, MESSAGE_PRIORITY_CRITICAL } =
  MessagePriority;

/** What is written of a run as a whole. Its spans have the rest as attributes. */
export const RUN_EVENTS: EventRules<
  | "run/started"
  | "run/ended"
  | "run/failed"
  | "run/rolled-back-at-end"
  | "epoch/ended"
  | "interval/ended"
  | "test/failed"
> = {
  "run/started": { priority: MESSAGE_PRIORITY_NORMAL },
  "run/ended": { priority: MESSAGE_PRIORITY_NORMAL },
  "run/failed": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    incident: ({ message }) => ({ kind: "run/failed", message }),
  },
  "run/rolled-back-at-end": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ step, missingEpochs }) => ({
      kind: "run/rolled-back-at-end",
      message: `went back to step ${step} after the last step; resume the run to train the ${missingEpochs} missing epochs`,
    }),
  },
  "test/failed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "test/failed", message }),
  },
  "epoch/ended": { priority: MESSAGE_PRIORITY_NORMAL },
  "interval/ended": { priority: MESSAGE_PRIORITY_NORMAL },
};

/** Attributes of the run's span from its start. */
export function planAttributes(plan: RunPlan): Attributes {
  const attributes: Attributes = {
    [ATTRIBUTE.runId]: plan.runId,
    [ATTRIBUTE.runSeed]: plan.seed,
    [ATTRIBUTE.runEpochs]: plan.epochs,
    [ATTRIBUTE.runStepsPerEpoch]: plan.stepsPerEpoch,
    [ATTRIBUTE.runBatchSize]: plan.batchSize,
    [ATTRIBUTE.runTrainExamples]: plan.trainExamples,
    [ATTRIBUTE.runValidationExamples]: plan.validationExamples,
    [ATTRIBUTE.runParameterCount]: plan.parameterCount,
    [ATTRIBUTE.backendName]: plan.providers["compute-backend"],
    [ATTRIBUTE.backendDevice]: plan.device.description,
    [ATTRIBUTE.backendDeviceType]: plan.device.type,
  };
  for (const [role, provider] of Object.entries(plan.providers)) {
    attributes[providerAttribute(role)] = provider;
  }
  return attributes;
}

/** Attributes that the run's span gets at its end. */
export function runAttributes(report: RunReport): Attributes {
  return {
    [ATTRIBUTE.runEndReason]: report.endReason,
    [ATTRIBUTE.runSteps]: report.steps,
    [ATTRIBUTE.runMultiplyAdds]: report.compute?.total,
    [ATTRIBUTE.runBestEpoch]: report.best?.epoch,
    [ATTRIBUTE.runRestoredEpoch]: report.restoredEpoch,
    [ATTRIBUTE.runIncidents]: sumOf(Object.values(report.incidentCounts)),
    [ATTRIBUTE.runWeightsHash]: report.weightsHash,
  };
}

/** Attributes of an epoch's span. */
export function epochAttributes(report: EpochReport): Attributes {
  return {
    [ATTRIBUTE.epochNumber]: report.epoch,
    [ATTRIBUTE.epochBest]: report.best,
    [ATTRIBUTE.epochMultiplyAdds]: report.multiplyAdds,
    [ATTRIBUTE.epochStepMs]: report.stepMs,
    [ATTRIBUTE.epochLearningRate]: report.learningRate,
    [ATTRIBUTE.stepNumber]: report.step,
    ...passAttributes(report.train, "train"),
    ...(report.validation && passAttributes(report.validation, "validation")),
    ...(report.seeds && influenceAttributes(report.seeds)),
  };
}

/** Attributes of a sampled step's span. */
export function stepAttributes(report: StepReport): Attributes {
  return {
    [ATTRIBUTE.epochNumber]: report.epoch,
    [ATTRIBUTE.stepNumber]: report.step,
    [ATTRIBUTE.stepLoss]: report.loss,
    [ATTRIBUTE.stepGradientNorm]: report.gradientNorm,
    [ATTRIBUTE.stepLearningRate]: report.learningRate,
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
