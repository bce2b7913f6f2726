import { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Host } from "../ports/host.ts";
import type { Metric } from "../ports/metric.ts";
import type { LossTask, MetricSpec, Objective } from "../ports/objective.ts";

/** The losses that have gradients of their own; none if there is a single loss. */
export function lossTasks({ tasks = [] }: Objective): readonly LossTask[] {
  return tasks.length > 1 ? tasks : [];
}

/** What the report of an epoch has besides its metrics. */
const RESERVED = ["loss", "epoch", "step", "learning_rate", "step_ms", "wall_s", "__proto__"];

/** Rule for the names of metrics: each has its place in the report of an epoch, and in that of its validation. */
export const METRIC_NAME_RULE: string = `a name that does not begin with val_ and is none of ${RESERVED.join(", ")}`;

/** Whether a metric may be called `name`. */
export function isMetricName(name: string): boolean {
  return name !== "" && !RESERVED.includes(name) && !name.startsWith("val_");
}

/** Fails if two metrics of a pass share a name, or one has the name of another number of an epoch. */
export function checkMetricNames(objective: Objective, metrics: readonly Metric[] = []): void {
  checkNames(metricSpecs(objective), ` of objective "${objective.name}"`);
  checkNames(metrics, "");
}

function checkNames(metrics: readonly { readonly name: string }[], whose: string): void {
  const names = metrics.map(({ name }) => name);
  const wrong = names.find((name) => !isMetricName(name));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (wrong === undefined && twice === undefined) return;
  const rule = wrong === undefined ? "a name of its own" : METRIC_NAME_RULE;
  throw new TolariaError(
    "options/invalid",
    `Metric ${JSON.stringify(wrong ?? twice)}${whose} must have ${rule}.`,
  );
}

/** What the passes of a run measure besides the loss, as far as it can be monitored. */
export interface MonitoredMetrics {
  readonly train: readonly MetricSpec[];
  /** Undefined without validation examples. */
  readonly validation?: readonly MetricSpec[] | undefined;
}

/** What may be monitored: metrics of the objective in every pass, those of the run in the validation. */
export function monitoredMetrics(
  objective: Objective,
  metrics: readonly Metric[],
  hasValidation: boolean,
): MonitoredMetrics {
  const train = metricSpecs(objective);
  if (!hasValidation) return { train };
  const own = metrics.flatMap(({ name, better }) => (better ? [{ name, better }] : []));
  const replaced = new Set(own.map(({ name }) => name));
  return { train, validation: [...train.filter(({ name }) => !replaced.has(name)), ...own] };
}

/** Names of everything that may be monitored, as Keras has them. */
export function monitoredNames({ train, validation }: MonitoredMetrics): readonly string[] {
  const names = (specs: readonly MetricSpec[]) => ["loss", ...specs.map(({ name }) => name)];
  return [...names(train), ...(validation ? names(validation).map((name) => `val_${name}`) : [])];
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
  { targets, weights }: Pick<Batch, "targets" | "weights">,
): tf.Tensor1D {
  return tf.tidy(() => {
    const tasks = lossTasks(objective);
    const losses = tasks.length > 0 ? taskLosses(objective, outputs, targets, weights) : [];
    const loss =
      tasks.length > 0
        ? losses.map((one, at) => one.mul<tf.Scalar>((tasks[at] as LossTask).weight)).reduce(sum)
        : checkLoss(objective.name, objective.loss(outputs, targets, weights));
    const penalty = host.penalty();
    const metrics = objective.computeMetrics(outputs, targets, weights);
    return tf.stack([penalty ? loss.add(penalty) : loss, ...losses, ...metrics]);
  }) as tf.Tensor1D;
}

/** Mean loss of each task, scalars. */
export function taskLosses(
  objective: Objective,
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
  weights?: tf.Tensor,
): readonly tf.Scalar[] {
  const losses = objective.taskLosses?.(outputs, targets, weights) ?? [];
  const tasks = lossTasks(objective);
  if (losses.length === tasks.length) {
    return losses.map((loss, at) => checkLoss((tasks[at] as LossTask).name, loss));
  }
  throw new RangeError(
    `"taskLosses" must return a loss for each of the ${tasks.length} tasks, but returned ${losses.length}. Cannot train with "${objective.name}".`,
  );
}

function sum(a: tf.Scalar, b: tf.Scalar): tf.Scalar {
  return a.add(b);
}

/**
 * Returns `loss`, what an objective or a task called `name` returned.
 *
 * @throws {TypeError} If it is no float32 scalar, which alone has a gradient.
 */
export function checkLoss(name: string, loss: unknown): tf.Scalar {
  if (!(loss instanceof tf.Tensor)) {
    const kind = loss instanceof Promise ? "a promise" : `${loss}`;
    throw new TypeError(`The loss of "${name}" must be a scalar tensor, not ${kind}.`);
  }
  if (loss.rank !== 0) {
    throw new TypeError(
      `The loss of "${name}" must be a scalar, not a tensor of shape [${loss.shape.join(", ")}]: return its mean().`,
    );
  }
  if (loss.dtype !== "float32") {
    throw new TypeError(
      `The loss of "${name}" must be float32, not ${loss.dtype}, through which no gradient flows.`,
    );
  }
  return loss as tf.Scalar;
}
