import type { Span, tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { applyGradient } from "../gradients/apply_gradient.ts";
import { reportDroppedTasks } from "../gradients/dropped_tasks.ts";
import type { AccumulatedGradient } from "../gradients/gradient_source.ts";
import { outcomeOf } from "../gradients/step_outcome.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import type { RunContext } from "./run_context.ts";
import { stepsPerEpoch } from "./step_counts.ts";

/** What a step is taken with. */
export type StepScope = Pick<RunContext, "session" | "parts" | "target">;

/**
 * One optimizer update from one batch or, with accumulation, several. Disposes the batches.
 *
 * The hot path: no promise, no span, nothing allocated here that grows with the network.
 */
export function takeStep(scope: StepScope, batches: readonly Batch[], span: Span): StepOutcome {
  const { gradients, groups, trained } = scope.session;
  trained.sync();
  const held = groups.holdBuffers();
  const sampled = isSampled(scope);
  let outcome: StepOutcome | undefined;
  try {
    const rate = differentiate(scope, batches);
    const gradient = gradients.take(sampled, () => groups.restoreBuffers(held));
    outcome = concludeStep(scope, gradient, rate, span);
    return outcome;
  } finally {
    releaseStep(scope, batches, held, outcome?.applied);
  }
}

/** Sets every group's rate, and adds up the gradients of the batches. Returns the host's rate. */
export function differentiate({ session, target }: StepScope, batches: readonly Batch[]): number {
  const { gradients, groups, integrity, progress, rates } = session;
  const { profiler } = session.services;
  profiler.enter("guard");
  integrity.verifyAll(groups, progress.step);
  rates.advance({ ...progress, ...target, stepsPerEpoch: stepsPerEpoch(session) });
  for (const batch of batches) {
    profiler.enter("forward");
    gradients.add(batch);
  }
  profiler.enter("aggregate");
  return rates.rateOf(HOST_GROUP);
}

/** Moves the weights if the gradient may, and disposes it. */
export function concludeStep(
  { session, parts }: StepScope,
  gradient: AccumulatedGradient,
  learningRate: number,
  span: Span,
): StepOutcome {
  const { events, groups, guard, progress, seeds, services } = session;
  const { profiler } = services;
  const { grafted } = seeds;
  try {
    profiler.enter("guard");
    const result = guard.check(gradient.metrics[0] as number, gradient.norm, progress.step);
    if (result.ok) {
      reportDroppedTasks(gradient, progress.step, events, span);
      parts.reporter.values(progress.step + 1, groups, gradient.gradients);
      profiler.enter("optimize");
      applyGradient(session, gradient);
    } else {
      events.emit("loss/non-finite", { message: result.message }, { span });
    }
    const outcome = outcomeOf(gradient, learningRate, result.ok);
    if (outcome.applied) parts.seeds.observe(outcome, grafted);
    progress.step += 1;
    const { norms, seedLosses = [] } = gradient;
    seeds.advance({ applied: outcome.applied, norms, losses: seedLosses });
    return outcome;
  } finally {
    for (const gradients_P of gradient.gradients) gradients_P.dispose();
    gradient.deviceNorm?.dispose();
  }
}

/** Lets go of what a step held; puts the buffers back if the weights did not move. */
export function releaseStep(
  { session: { gradients, groups } }: StepScope,
  batches: readonly Batch[],
  held: readonly (readonly tf.Tensor[])[],
  applied = false,
): void {
  // Not those of a failed step either: the weights of a run that diverged are its last good ones.
  if (!applied) groups.restoreBuffers(held);
  gradients.reset();
  for (const tensors of held) for (const tensor of tensors) tensor.dispose();
  for (const batch of batches) batch.dispose();
}

/** Whether the step in progress gets a span of its own. */
export function isSampled({ session: { progress, settings } }: StepScope): boolean {
  return progress.step % settings.stepSpanEvery === 0;
}
