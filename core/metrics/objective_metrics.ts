import { tf } from "../../deps.ts";
import type { Host } from "../ports/host.ts";
import type { LossTask, MetricSpec, Objective } from "../ports/objective.ts";

/** The losses that have gradients of their own; none where there is a single one. */
export function lossTasks({ tasks = [] }: Objective): readonly LossTask[] {
  return tasks.length > 1 ? tasks : [];
}

/** What a pass measures besides the loss, in order: each task's own loss, then the objective's metrics. */
export function metricSpecs(objective: Objective): readonly MetricSpec[] {
  const losses = lossTasks(objective).map(({ name }) => ({
    name: `${name}_loss`,
    better: "lower" as const,
    task: name,
  }));
  return [...losses, ...objective.metrics];
}

/** Mean loss of a batch, penalty included, then what {@link metricSpecs} names, [S]. The caller disposes it. */
export function evaluateBatch(
  host: Host,
  objective: Objective,
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
): tf.Tensor1D {
  return tf.tidy(() => {
    const tasks = lossTasks(objective);
    const losses = tasks.length > 0 ? taskLosses(objective, outputs, targets) : [];
    const loss =
      tasks.length > 0
        ? losses.map((one, at) => one.mul<tf.Scalar>((tasks[at] as LossTask).weight)).reduce(sum)
        : objective.loss(outputs, targets);
    const penalty = host.penalty();
    const metrics = objective.computeMetrics(outputs, targets);
    return tf.stack([penalty ? loss.add(penalty) : loss, ...losses, ...metrics]);
  }) as tf.Tensor1D;
}

/** Mean loss of each task, scalars. */
export function taskLosses(
  objective: Objective,
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
): readonly tf.Scalar[] {
  const losses = objective.taskLosses?.(outputs, targets) ?? [];
  const tasks = lossTasks(objective);
  if (losses.length === tasks.length) return losses;
  throw new RangeError(
    `Cannot train with '${objective.name}' as 'taskLosses' must return a loss for each of its ${tasks.length} tasks: current number is ${losses.length}`,
  );
}

function sum(a: tf.Scalar, b: tf.Scalar): tf.Scalar {
  return a.add(b);
}
