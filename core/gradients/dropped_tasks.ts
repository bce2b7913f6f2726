import type { Span } from "../../deps.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { Task } from "../ports/gradient_aggregator.ts";
import type { StepGradient } from "./gradient_rule.ts";

/** Names of the tasks that a step goes without. */
export function droppedTasks({ combination }: StepGradient): readonly string[] {
  return combination?.dropped.map((task) => (combination.tasks[task] as Task).name) ?? [];
}

/** Emits an event for each task whose loss or gradient is not finite, if the step goes on without it. */
export function reportDroppedTasks(
  gradient: StepGradient,
  step: number,
  events: RunEventEmitter,
  span: Span,
): void {
  const { tasks = [], dropped = [] } = gradient.combination ?? {};
  for (const at of dropped) {
    const { name, role } = tasks[at] as Task;
    // The mean loss comes first, then each task's. A seed has none of its own.
    const found =
      role === "seed"
        ? `gradient through "${name}" is not finite at step ${step}`
        : `loss or gradient of task "${name}" is not finite at step ${step}, its loss is ${gradient.metrics[1 + at]}`;
    events.emit("task/non-finite", { message: `${found}: task left out of the step` }, { span });
  }
}
