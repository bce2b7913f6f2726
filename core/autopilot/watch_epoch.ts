import { findNonFiniteWeights } from "../arena/non_finite_weights.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { Alarm } from "../ports/watchdog.ts";
import type { Progress } from "../state/progress.ts";
import type { AlarmResponder } from "./alarm_responder.ts";

/** An epoch whose steps are taken. */
export interface WatchedEpoch {
  readonly progress: Readonly<Progress>;
  readonly accumulator: { readonly steps: number };
  readonly groups: ParameterGroups;
  readonly splits: DataSplits;
}

/** Raises an alarm about weights that are not finite, before their epoch is validated and saved. */
export async function watchWeights(responder: AlarmResponder, epoch: WatchedEpoch): Promise<void> {
  const weights = await findNonFiniteWeights(epoch.groups);
  if (weights.length === 0) return;
  responder.raise({
    rule: "non-finite",
    ...stepsOf(epoch),
    message: `after epoch ${epoch.progress.epoch + 1}, these weights hold NaN or an infinity: ${weights.join(", ")}`,
  });
}

/** Shows the watchdog an epoch's validation. */
export function watchValidation(
  responder: AlarmResponder,
  epoch: WatchedEpoch,
  { loss, metrics }: PassReport,
): void {
  const { progress, splits } = epoch;
  const [column, ...others] = splits.train.targets;
  responder.observeEpoch({
    epoch: progress.epoch + 1,
    ...stepsOf(epoch),
    examples: splits.validation?.size ?? 0,
    loss,
    validation: metrics,
    // The accuracy of guessing, if the targets are one column of classes.
    chance: column?.classes && others.length === 0 ? 1 / column.classes : undefined,
  });
}

/** First and last step of the epoch in progress. */
function stepsOf({
  progress: { step },
  accumulator: { steps },
}: WatchedEpoch): Pick<Alarm, "firstStep" | "lastStep"> {
  return { firstStep: step - steps, lastStep: Math.max(0, step - 1) };
}
