import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { RunPlan } from "../ports/reports/run_report.ts";
import { flatJob } from "../recovery/flat_job.ts";
import { recordJob } from "../recovery/job_record.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { Session } from "./session.ts";
import { stepsPerEpoch } from "./step_counts.ts";

/** What a run of `session` is going to do. */
export function planRun(
  session: Session,
  options: CheckedRunOptions,
  runId: string,
  monitor: string,
): RunPlan {
  const { services, settings, splits, host, groups } = session;
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
    ...lengthOf(session, options),
    batchSize: settings.batchSize,
    trainExamples: splits.train.size,
    validationExamples: splits.validation?.size ?? 0,
    ...(splits.test && { testExamples: splits.test.size }),
    parameterCount: groups.size,
    config: flatJob(recordJob({ ...session, options, monitor })),
    ...(services.telemetry.destination !== undefined && {
      telemetry: services.telemetry.destination,
    }),
  };
}

/** Epochs, and steps of each; 0 for what the driver of a run does not say. */
function lengthOf(
  session: Session,
  { epochs, driven }: CheckedRunOptions,
): Pick<RunPlan, "epochs" | "stepsPerEpoch" | "driven"> {
  if (!driven) return { epochs, stepsPerEpoch: stepsPerEpoch(session) };
  const { steps = 0, stepsPerEpoch: each = 0 } = driven;
  return { driven: true, epochs: each === 0 ? 0 : Math.ceil(steps / each), stepsPerEpoch: each };
}
