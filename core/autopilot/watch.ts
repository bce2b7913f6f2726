import type { Span } from "../../deps.ts";
import type { RunScope } from "../engine/run_context.ts";
import type { Session } from "../engine/session.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";

/**
 * Shows the watchdog a step that was taken, and does what is to be done about it.
 *
 * @returns Whether training has gone back, or ends; at once where nothing is wrong.
 */
export function watchStep(
  { pilot, session }: RunScope,
  { metrics, gradientNorm }: StepOutcome,
  span: Span,
): boolean | Promise<boolean> {
  const step = session.progress.step - 1;
  const alarm = pilot.observeStep({ step, loss: metrics[0] as number, gradientNorm });
  return alarm ? pilot.respond(alarm, span) : false;
}

/**
 * Goes back where too many steps in a row were not finite.
 *
 * @returns Whether training has gone back, or ends; false where nothing can be done about it.
 */
export async function survives({ pilot, session }: RunScope, span: Span): Promise<boolean> {
  const { guard, progress } = session;
  const inARow = guard.inARow;
  return await pilot.respond(
    {
      rule: "non-finite",
      firstStep: Math.max(0, progress.step - inARow + 1),
      lastStep: progress.step,
      message: `loss or gradient was not finite for ${inARow} steps in a row, up to ${progress.step}`,
    },
    span,
  );
}

/** Goes back where somebody asked for that. Between two steps. */
export async function goBackAsAsked({ pilot, recovery }: RunScope, span: Span): Promise<void> {
  const asked = recovery.takeAsked();
  if (asked) await pilot.goBack({ span, ...asked });
}

/** Shows the watchdog an epoch's validation. Returns whether training has gone back, or ends. */
export async function watchEpoch(
  { pilot, session }: RunScope,
  validation: PassReport,
  span: Span,
): Promise<boolean> {
  const { progress, tally } = session;
  const alarm = pilot.observeEpoch({
    epoch: progress.epoch + 1,
    firstStep: progress.step - tally.steps,
    lastStep: Math.max(0, progress.step - 1),
    examples: session.splits.validation?.size ?? 0,
    validation: validation.metrics,
    chance: chanceOf(session),
  });
  return alarm ? await pilot.respond(alarm, span) : false;
}

/** Share of right answers that guessing gives, where the targets are one column of classes. */
function chanceOf({ splits }: Session): number | undefined {
  const [column, ...others] = splits.train.targets;
  return column?.classes && others.length === 0 ? 1 / column.classes : undefined;
}
