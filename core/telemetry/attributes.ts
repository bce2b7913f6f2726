import type { Attributes } from "../../deps.ts";
import { CircuitBreakerState, CommandType, HealthStatus } from "../../proto/mod.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { BreakerChange } from "../ports/circuit_breakers.ts";
import type { AggregationReport } from "../ports/reports/aggregation_report.ts";
import type { Breach } from "../ports/reports/boundary_report.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { Health } from "../ports/reports/health.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { ModeChange } from "../ports/reports/mode_change.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { RateChange } from "../ports/reports/rate_report.ts";
import type { EpochReport, RunPlan, RunReport, StepReport } from "../ports/reports/run_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import { influenceAttributes } from "../seeds/seed_attributes.ts";
import { ATTRIBUTE, metricAttribute, providerAttribute } from "./conventions.ts";

/** What the run's span says from its start. */
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

/** What the run's span says at its end, on top of {@link planAttributes}. */
export function runAttributes(report: RunReport): Attributes {
  return {
    [ATTRIBUTE.runEndReason]: report.endReason,
    [ATTRIBUTE.runSteps]: report.steps,
    [ATTRIBUTE.runBestEpoch]: report.best?.epoch,
    [ATTRIBUTE.runRestoredEpoch]: report.restoredEpoch,
    [ATTRIBUTE.runIncidents]: report.incidents.length,
    [ATTRIBUTE.runWeightsHash]: report.weightsHash,
  };
}

/** What an epoch's span says. */
export function epochAttributes(report: EpochReport): Attributes {
  return {
    [ATTRIBUTE.epochNumber]: report.epoch,
    [ATTRIBUTE.epochBest]: report.best,
    [ATTRIBUTE.epochStepMs]: report.stepMs,
    [ATTRIBUTE.epochLearningRate]: report.learningRate,
    [ATTRIBUTE.stepNumber]: report.step,
    ...passAttributes(report.train, "train"),
    ...(report.validation && passAttributes(report.validation, "validation")),
    ...(report.seeds && influenceAttributes(report.seeds)),
  };
}

/** What a sampled step's span says. */
export function stepAttributes(report: StepReport): Attributes {
  return {
    [ATTRIBUTE.epochNumber]: report.epoch,
    [ATTRIBUTE.stepNumber]: report.step,
    [ATTRIBUTE.stepLoss]: report.loss,
    [ATTRIBUTE.stepGradientNorm]: report.gradientNorm,
    [ATTRIBUTE.stepLearningRate]: report.learningRate,
  };
}

/** How the gradients of several tasks became one, for the span of a sampled step. */
export function aggregationAttributes({ tasks, conflicts }: AggregationReport): Attributes {
  return {
    [ATTRIBUTE.aggregationTasks]: tasks.map(({ name }) => name),
    [ATTRIBUTE.aggregationNorms]: tasks.map(({ norm }) => norm),
    [ATTRIBUTE.aggregationWeights]: tasks.map(({ weight }) => weight),
    [ATTRIBUTE.aggregationShares]: tasks.map(({ share }) => share),
    [ATTRIBUTE.aggregationCosines]: tasks.map(({ cosine }) => cosine),
    [ATTRIBUTE.aggregationConflicts]: conflicts,
    ...(tasks.some(({ layers }) => layers) && {
      [ATTRIBUTE.aggregationLayers]: tasks.flatMap(({ name: task, layers = [] }) =>
        layers.map(({ name, norm }) => `${task} ${name} ${norm.toPrecision(4)}`),
      ),
    }),
  };
}

/** Every group with its rate, for the span of a sampled step. */
export function rateAttributes(rates: LearningRateAuthority): Attributes {
  const { groups } = rates;
  return {
    [ATTRIBUTE.learningRateGroups]: [...groups],
    [ATTRIBUTE.learningRateRates]: groups.map((group) => rates.rateOf(group)),
  };
}

/** What the event of a changed learning rate says. */
export function rateChangeAttributes(change: RateChange): Attributes {
  return {
    [ATTRIBUTE.learningRateGroup]: change.group,
    [ATTRIBUTE.learningRateFrom]: change.from,
    [ATTRIBUTE.learningRateTo]: change.to,
    [ATTRIBUTE.learningRateReason]: change.reason,
    [ATTRIBUTE.stepNumber]: change.step,
  };
}

/** Loss and further metrics of a pass. */
export function passAttributes(report: PassReport, pass: "train" | "validation"): Attributes {
  const attributes: Attributes = { [metricAttribute("loss", pass)]: report.loss };
  for (const [metric, value] of Object.entries(report.metrics)) {
    attributes[metricAttribute(metric, pass)] = value;
  }
  return attributes;
}

/** What the event of an incident says. */
export function incidentAttributes(incident: Incident): Attributes {
  return {
    [ATTRIBUTE.incidentKind]: incident.kind,
    [ATTRIBUTE.incidentMessage]: incident.message,
    [ATTRIBUTE.epochNumber]: incident.epoch,
    [ATTRIBUTE.stepNumber]: incident.step,
  };
}

/** What the event of an exceeded time says. */
export function breachAttributes({ phase, budgetMs, actualMs }: Breach): Attributes {
  return {
    [ATTRIBUTE.breachPhase]: phase,
    [ATTRIBUTE.boundaryBudgetMs]: budgetMs,
    [ATTRIBUTE.boundaryActualMs]: actualMs,
  };
}

/** What the event of something that was not done says. */
export function skippedAttributes({ what, reason }: Skipped): Attributes {
  return { [ATTRIBUTE.skippedWhat]: what, [ATTRIBUTE.skippedReason]: reason };
}

/** What the event of a change of mode says. */
export function modeAttributes(change: ModeChange): Attributes {
  return {
    [ATTRIBUTE.modeFrom]: change.from,
    [ATTRIBUTE.modeTo]: change.to,
    [ATTRIBUTE.modeReason]: change.reason,
    [ATTRIBUTE.modeShed]: [...change.shed],
    [ATTRIBUTE.epochNumber]: change.epoch,
  };
}

/** What the event of a breaker's change says. */
export function breakerAttributes({ name, from, to, reason }: BreakerChange): Attributes {
  return {
    [ATTRIBUTE.breakerName]: name,
    [ATTRIBUTE.breakerFrom]: CircuitBreakerState[from],
    [ATTRIBUTE.breakerTo]: CircuitBreakerState[to],
    [ATTRIBUTE.breakerReason]: reason,
  };
}

/** What the event of a command says that came to an end. */
export function commandAttributes({ command, source, status, reason }: CommandOutcome): Attributes {
  return {
    [ATTRIBUTE.commandId]: command.commandId,
    [ATTRIBUTE.commandType]: CommandType[command.commandType],
    [ATTRIBUTE.commandSource]: source,
    [ATTRIBUTE.commandStatus]: status,
    [ATTRIBUTE.commandReason]: reason,
  };
}

/** What the event of a change of health says. */
export function healthAttributes(before: Health, after: Health): Attributes {
  return {
    [ATTRIBUTE.healthFrom]: HealthStatus[before.status],
    [ATTRIBUTE.healthTo]: HealthStatus[after.status],
    [ATTRIBUTE.healthIndicators]: Object.entries(after.indicators).map(
      ([sign, text]) => `${sign}: ${text}`,
    ),
  };
}
