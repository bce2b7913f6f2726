import { userInfo } from "node:os";
import { type RunPlan, type RunReport, VERSION } from "../../../core/mod.ts";
import type { Texts } from "./messages.ts";

type Setting = string | number | boolean;

/** Parameters of a run: what it is going to do, every setting, and the options of its job. */
export function paramsOf(plan: RunPlan, options: Readonly<Record<string, Setting>>): Texts {
  const { config = {}, epochs, stepsPerEpoch, trainExamples, validationExamples } = plan;
  return texts({
    ...config,
    epochs,
    stepsPerEpoch,
    trainExamples,
    validationExamples,
    parameterCount: plan.parameterCount,
    ...Object.fromEntries(
      Object.entries(options).map(([name, value]) => [`option.${name}`, value]),
    ),
  });
}

/** Tags of a run that begins. Those with `mlflow.` are the ones that MLflow's page knows. */
export function tagsOf(
  { runId, seed, device, providers }: RunPlan,
  runtime: { readonly name: string; readonly version: string },
): Texts {
  const user = userName();
  return texts({
    "tolaria.run_id": runId,
    "tolaria.version": VERSION,
    "tolaria.runtime": `${runtime.name} ${runtime.version}`,
    "tolaria.backend": providers["compute-backend"] ?? "",
    "tolaria.device": device.description,
    "tolaria.seed": seed,
    "mlflow.source.type": "LOCAL",
    "mlflow.source.name": process.argv[1] ?? "",
    ...(user !== undefined && { "mlflow.user": user }),
  });
}

/** Tags of a run that has ended. */
export function endTags({ endReason, best, incidentCounts, weightsHash }: RunReport): Texts {
  const incidents = Object.values(incidentCounts).reduce((sum, count) => sum + count, 0);
  return texts({
    "tolaria.end_reason": endReason,
    "tolaria.incidents": incidents,
    "tolaria.weights_hash": weightsHash,
    ...(best && { "tolaria.best_epoch": best.epoch }),
  });
}

function texts(settings: Readonly<Record<string, Setting>>): Texts {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** A process may run as a user without a name, as in a container. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
