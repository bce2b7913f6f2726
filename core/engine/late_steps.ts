import type { Span } from "../../deps.ts";
import { divergence } from "../autopilot/divergence_alarm.ts";
import type { Batch } from "../data/feeder.ts";
import { applyGradient } from "../gradients/apply_gradient.ts";
import { outcomeOf } from "../gradients/step_outcome.ts";
import { announceStep } from "../monitoring/announce_step.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { nextOfWindow } from "../step_window/next_of_window.ts";
import { roomOf } from "../step_window/room.ts";
import type { WindowSteps } from "../step_window/step_window.ts";
import type { UnreadStep } from "../step_window/unread_step.ts";
import type { StepHooks } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";
import { settleBetweenSteps } from "./settle.ts";
import * as steps from "./step.ts";

/** How the loop takes steps on a backend whose numbers can only be awaited. @param from Where the batches of the first lie. */
export function windowSteps(
  run: RunContext,
  hooks: StepHooks,
  span: Span,
  from: number,
): WindowSteps<readonly Batch[]> {
  const { intents, train } = run.session;
  return {
    room: () => roomOf(run),
    take: (batches) => takeAwaited(run, batches, span),
    takeUnread: (batches) => takeUnread(run, batches),
    next: () => nextOfWindow(run.session, hooks.beforeStep),
    rewind: () => train.seek({ ...train.cursor(), batch: from }),
    show: (step) => {
      for (const hook of hooks.afterStep) hook(step);
      announceStep(run, span, step);
      return intents.alarmed;
    },
    settle: () => settleBetweenSteps(run),
  };
}

/** Takes a step, and waits for its numbers. */
async function takeAwaited(
  run: RunContext,
  batches: readonly Batch[],
  span: Span,
): Promise<StepOutcome | Error> {
  const { gradients, groups, progress, trained } = run.session;
  trained.sync();
  const held = groups.holdBuffers();
  const sampled = steps.isSampled(run);
  let outcome: StepOutcome | undefined;
  try {
    const rate = steps.differentiate(run, batches);
    const gradient = await gradients.takeLate(sampled, () => groups.restoreBuffers(held));
    await run.parts.reporter.fetchValues(progress.step + 1, groups, gradient.gradients);
    outcome = steps.concludeStep(run, gradient, rate, span);
    return outcome;
  } catch (error) {
    return divergence(error);
  } finally {
    steps.releaseStep(run, batches, held, outcome?.applied);
  }
}

/** Takes a step as if its loss and gradient were finite, and reads nothing. */
function takeUnread(run: RunContext, batches: readonly Batch[]): UnreadStep {
  const { gradients, guard, progress, trained } = run.session;
  trained.sync();
  const { step } = progress;
  const sampled = steps.isSampled(run);
  try {
    const rate = steps.differentiate(run, batches);
    const unread = gradients.takeUnread(sampled);
    const deviceNorm = unread.deviceNorm();
    try {
      const unknown = {
        metrics: new Float32Array(),
        norm: 0,
        norms: unread.gradients.map(() => 0),
      };
      applyGradient(run.session, { ...unknown, gradients: unread.gradients, deviceNorm });
    } finally {
      for (const tensor of [...unread.gradients, deviceNorm]) tensor.dispose();
    }
    progress.step += 1;
    return {
      numbers: unread.numbers,
      isPlain: (numbers) => unread.isPlain(numbers),
      conclude: (numbers) => {
        const gradient = unread.conclude(numbers);
        guard.check(gradient.metrics[0] as number, gradient.norm, step);
        return outcomeOf(gradient, rate, true);
      },
    };
  } finally {
    steps.releaseStep(run, batches, [], true);
  }
}
