import type { Span, tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { droppedTasks, reportDroppedTasks } from "../gradients/dropped_tasks.ts";
import type { StepGradient } from "../gradients/gradient_rule.ts";
import type { AccumulatedGradient } from "../gradients/gradient_source.ts";
import { clipGroup, transformAll } from "../gradients/transform_all.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import type { RunTarget } from "../state/progress.ts";
import type { RunContext } from "./run_context.ts";
import type { Session } from "./session.ts";
import { stepsPerEpoch } from "./step_counts.ts";

/**
 * One optimizer update from one batch or, with accumulation, several. Disposes the batches.
 *
 * The hot path: no promise, no span, nothing allocated here that grows with the network.
 */
export function takeStep(
  { session, parts, target }: Pick<RunContext, "session" | "parts" | "target">,
  batches: readonly Batch[],
  span: Span,
): StepOutcome {
  const { events, gradients, groups, guard, progress, seeds, trained } = session;
  const { profiler } = session.services;
  trained.sync();
  const buffers = groups.holdBuffers();
  const grafted = seeds.grafted;
  let applied = false;
  try {
    profiler.enter("guard");
    const learningRate = advanceRates(session, target);
    for (const batch of batches) {
      profiler.enter("forward");
      gradients.add(batch);
    }
    profiler.enter("aggregate");
    const gradient = gradients.take(isSampled(session), () => groups.restoreBuffers(buffers));
    const { metrics, norm } = gradient;
    try {
      profiler.enter("guard");
      const result = guard.check(metrics[0] as number, norm, progress.step);
      if (result.ok) {
        reportDroppedTasks(gradient, progress.step, events, span);
        parts.reporter.values(progress.step + 1, groups, gradient.gradients);
        profiler.enter("optimize");
        updateGroups(session, gradient);
        applied = true;
      } else {
        events.emit("loss/non-finite", { message: result.message }, { span });
      }
      const outcome = outcomeOf(gradient, learningRate, applied);
      if (applied) parts.seeds.observe(outcome, grafted);
      progress.step += 1;
      seeds.advance({ applied, norms: gradient.norms, losses: gradient.seedLosses ?? [] });
      return outcome;
    } finally {
      for (const gradients_P of gradient.gradients) gradients_P.dispose();
    }
  } finally {
    // Not those of a failed step either: the weights of a run that diverged are its last good ones.
    if (!applied) groups.restoreBuffers(buffers);
    gradients.reset();
    for (const held of buffers) for (const tensor of held) tensor.dispose();
    for (const batch of batches) batch.dispose();
  }
}

function outcomeOf(
  gradient: AccumulatedGradient,
  learningRate: number,
  applied: boolean,
): StepOutcome {
  const { metrics, norm, examples, combination } = gradient;
  return {
    metrics,
    examples,
    gradientNorm: norm,
    learningRate,
    applied,
    droppedTasks: droppedTasks(gradient),
    ...(combination && { combination }),
  };
}

/** Whether the step in progress gets a span of its own. */
function isSampled({ progress, settings }: Session): boolean {
  return progress.step % settings.stepSpanEvery === 0;
}

/** Sets every group's rate for this step. Returns the host's. */
function advanceRates(session: Session, target: Readonly<RunTarget>): number {
  const { groups, integrity, progress, rates } = session;
  for (const { name, optimizer } of groups) {
    integrity.verify(name, optimizer.rateCell, progress.step);
  }
  rates.advance({ ...progress, ...target, stepsPerEpoch: stepsPerEpoch(session) });
  return rates.rateOf(HOST_GROUP);
}

/** Moves the weights of every group by its part of the gradient, at its own rate. */
function updateGroups(session: Session, gradient: StepGradient): void {
  const { groups, integrity, owners, progress, rates, services } = session;
  owners.check(groups);
  const clipped = services.transforms.length > 0 ? transformAll(session, gradient) : undefined;
  let index = -1;
  for (const group of groups) {
    index += 1;
    // A seed that is not finite harms nobody but itself.
    if (!Number.isFinite(gradient.norms[index])) continue;
    const given_P = gradient.gradients[index] as tf.Tensor1D;
    const clipped_P = clipped?.get(group) ?? clipGroup(session, gradient, group, index);
    const rate = rates.rateOf(group.name);
    const { rateCell } = group.optimizer;
    try {
      integrity.around(group.name, rateCell, rate, progress.step, () =>
        group.update(clipped_P, rate),
      );
    } finally {
      if (clipped_P !== given_P) clipped_P.dispose();
    }
  }
}
