import { type RunPlan, VERSION } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatCount } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Formats the plan of a run and its device. */
export function headerLines(plan: RunPlan, colors: Colors): string {
  const { runId, seed, epochs, stepsPerEpoch, batchSize, trainExamples } = plan;
  const { validationExamples, testExamples = 0 } = plan;
  const host = oneLine(plan.providers.host ?? "network");
  const validation =
    validationExamples > 0 ? `${formatCount(validationExamples)} to validate on` : "no validation";
  const test = testExamples > 0 ? `, ${formatCount(testExamples)} to test on` : "";
  return [
    colors.dim(`tolaria ${VERSION}  run ${runId}  seed ${seed}${ownWeightsText(plan)}`),
    `${colors.bold(host)}, ${formatCount(plan.parameterCount)} parameters, on ${colors.bold(deviceText(plan))}`,
    plan.driven
      ? `steps as they are taken, batches as they are handed in; ${validation}`
      : `${formatCount(epochs)} epochs of ${formatCount(stepsPerEpoch)} steps, batches of ${formatCount(batchSize)}; ` +
        `${formatCount(trainExamples)} examples to train on, ${validation}${test}`,
  ].join("\n");
}

/** Notes that the weights do not follow the seed, if so. */
export function ownWeightsText({ hasOwnWeights }: RunPlan): string {
  return hasOwnWeights
    ? "; the first weights are the model's own: layersModel(() => model) would draw them by the seed"
    : "";
}

/** Formats the backend and its device. */
export function deviceText({ providers, device }: RunPlan): string {
  const backend = providers["compute-backend"] ?? "";
  const description = oneLine(device.description);
  return description.includes(backend) ? description : `${backend}: ${description}`;
}
