import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Services } from "../container/services.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import { flatJob } from "../recovery/flat_job.ts";
import { type JobParts, recordJob } from "../recovery/job_record.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";

/** A job with the services that its plan names. */
export interface PlanParts extends JobParts {
  readonly services: JobParts["services"] & Pick<Services, "data" | "telemetry" | "signals">;
  readonly groups: ParameterGroups;
}

/**
 * Describes what a run is going to do.
 *
 * @param stepsPerEpoch Optimizer updates in an epoch.
 */
export function planRun(parts: PlanParts, runId: string, stepsPerEpoch: number): RunPlan {
  const { services, settings, splits, host, groups, options } = parts;
  return {
    runId,
    providers: {
      "compute-backend": services.backend.name,
      "data-source": services.data.name,
      host: host.name,
      objective: services.objective.name,
      "gradient-aggregator": services.aggregator.name,
      ...(services.transforms.length > 0 && {
        "gradient-transforms": services.transforms.map(({ name }) => name).join(", "),
      }),
      "learning-rate-policy": services.policy.name,
      optimizer: groups.get(HOST_GROUP).optimizer.name,
      watchdog: services.watchdog.name,
      autopilot: services.autopilot.name,
      telemetry: services.telemetry.name,
      "signal-channel": services.signals.name,
    },
    device: services.backend.device,
    seed: settings.seed,
    ...(host.hasOwnWeights && { hasOwnWeights: true }),
    ...lengthOf(options, stepsPerEpoch),
    batchSize: settings.batchSize,
    trainExamples: splits.train.size,
    validationExamples: splits.validation?.size ?? 0,
    ...(splits.test && { testExamples: splits.test.size }),
    parameterCount: groups.size,
    config: flatJob(recordJob(parts)),
    ...(services.telemetry.destination !== undefined && {
      telemetry: services.telemetry.destination,
    }),
  };
}

/** Epochs, and steps of each; 0 for what the driver of a run does not say. */
function lengthOf(
  { epochs, driven }: CheckedRunOptions,
  stepsPerEpoch: number,
): Pick<RunPlan, "epochs" | "stepsPerEpoch" | "driven"> {
  if (!driven) return { epochs, stepsPerEpoch };
  const { steps = 0, stepsPerEpoch: each = 0 } = driven;
  return { driven: true, epochs: each === 0 ? 0 : Math.ceil(steps / each), stepsPerEpoch: each };
}
