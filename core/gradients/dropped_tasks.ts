import type { Span } from "../../deps.ts";
import type { Session } from "../engine/session.ts";
import type { IncidentLog } from "../events/incidents.ts";
import type { Task } from "../ports/gradient_aggregator.ts";
import type { StepGradient } from "./gradient_rule.ts";

/** Names of the tasks that a step goes without. */
export function droppedTasks({ combination }: StepGradient): readonly string[] {
  return combination?.dropped.map((task) => (combination.tasks[task] as Task).name) ?? [];
}

/** Notes each task whose loss or gradient is not finite, where the step goes on without it. */
export function noteDroppedTasks(
  { progress }: Session,
  gradient: StepGradient,
  incidents: IncidentLog,
  span: Span,
): void {
  const { step, epoch } = progress;
  const { tasks = [], dropped = [] } = gradient.combination ?? {};
  for (const at of dropped) {
    const { name, role } = tasks[at] as Task;
    // The mean loss comes first, then each task's. A seed has none of its own.
    const loss = `, where its loss is ${gradient.metrics[1 + at]}`;
    const what =
      role === "seed"
        ? `gradient that comes through '${name}' is not finite at step ${step}`
        : `loss or gradient of task '${name}' is not finite at step ${step}${loss}`;
    const message = `${what}: task left out of the step`;
    incidents.add({ kind: "task/non-finite", message, step, epoch: epoch + 1 }, span);
  }
}
