import {
  type Column,
  errorMessage,
  type Host,
  type LossTask,
  type MetricSpec,
  messageOf,
  OBJECTIVE,
  type Objective,
  parseOptions,
  TolariaError,
  type ValueLimit,
} from "../../../core/mod.ts";
import { Container, ContainerModule, type tf } from "../../../deps.ts";
import { refuse } from "../_shared/mod.ts";
import { hostOfOutput } from "./host_of_output.ts";
import { type CheckedTask, type TasksOptions, TasksSchema } from "./options.ts";

const NAME = "tasks";

/** A task with its output and target. */
interface Part extends LossTask {
  readonly objective: Objective;
  /** Undefined if it is the one of the task's name, or in its place. */
  readonly output: number | undefined;
  readonly target: string;
}

class Tasks implements Objective {
  readonly name = NAME;
  readonly tasks: readonly LossTask[];
  readonly metrics: readonly MetricSpec[];
  readonly #parts: readonly Part[];
  #columns: readonly number[] = [];
  #outputs: readonly number[] = [];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.tasks = parts.map(({ name, weight }) => ({ name, weight }));
    this.metrics = parts.flatMap(({ name: task, objective }) =>
      objective.metrics.map(({ name, better }) => ({ name: `${task}_${name}`, better, task })),
    );
  }

  check(host: Host, targets: readonly Column[], weights?: Column): void {
    this.#outputs = this.#outputsIn(host);
    this.#columns = this.#parts.map(({ name, objective, target }, task) => {
      const outputs = host.outputShapes.length;
      const output = this.#outputs[task] as number;
      if (output >= outputs) {
        const remedy = `give the task another "output" below ${outputs}`;
        refuse(
          NAME,
          `task "${name}" needs output ${output} of the network, which has ${outputs}; ${remedy}`,
        );
      }
      const column = targets.findIndex((candidate) => candidate.name === target);
      if (column < 0) {
        const known = targets.map((candidate) => candidate.name).join(", ");
        refuse(
          NAME,
          `task "${name}" needs the target column "${target}", and those are ${known}; name one as its "target"`,
        );
      }
      objective.check(hostOfOutput(host, output), [targets[column] as Column], weights);
      return column;
    });
  }

  limitOf(host: Host, target: Column): ValueLimit | undefined {
    const task = this.#parts.findIndex((part) => part.target === target.name);
    const output = this.#outputsIn(host)[task];
    if (output === undefined) return undefined;
    return this.#parts[task]?.objective.limitOf?.(hostOfOutput(host, output), target);
  }

  taskLosses(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[] {
    return this.#parts.map(({ objective }, task) =>
      objective.loss(...this.#pairOf(task, outputs, targets), weights),
    );
  }

  loss(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): tf.Scalar {
    return this.taskLosses(outputs, targets, weights)
      .map((loss, task) => loss.mul<tf.Scalar>((this.#parts[task] as Part).weight))
      .reduce((sum, loss) => sum.add(loss));
  }

  computeMetrics(
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    weights?: tf.Tensor,
  ): readonly tf.Scalar[] {
    return this.#parts.flatMap(({ objective }, task) =>
      objective.computeMetrics(...this.#pairOf(task, outputs, targets), weights),
    );
  }

  /** The output of each task: the one it names, or that of its own name, or the one in its place. */
  #outputsIn({ outputNames = [] }: Host): readonly number[] {
    const outputs = this.#parts.map(({ name, output }, task) => {
      if (output !== undefined) return output;
      const named = outputNames.indexOf(name);
      return named >= 0 ? named : task;
    });
    const shared = outputs.findIndex(
      (output, task) =>
        this.#parts[task]?.output === undefined &&
        outputs.indexOf(output) !== outputs.lastIndexOf(output),
    );
    if (shared < 0) return outputs;
    refuse(
      NAME,
      `the output of task "${this.#parts[shared]?.name}" could be meant by name or by place; name each "output", or give outputs and tasks the same names`,
    );
  }

  #pairOf(
    task: number,
    outputs: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
  ): [outputs: readonly tf.Tensor[], targets: readonly tf.Tensor[]] {
    const output = outputs[this.#outputs[task] as number] as tf.Tensor;
    return [[output], [targets[this.#columns[task] as number] as tf.Tensor]];
  }
}

function partOf([name, task]: [string, CheckedTask]): Part {
  const { objective: module, weight, output, target = name } = task;
  const container = new Container();
  try {
    container.load(module);
    return { name, weight, output, target, objective: container.get(OBJECTIVE) };
  } catch (error) {
    throw new TolariaError(
      "container/failed",
      errorMessage(messageOf(error), `make ${NAME}: "${name}" must be the module of an objective`),
      { cause: error },
    );
  }
}

/**
 * Trains several losses at once, each with its own objective, output and target column. The run's aggregator combines
 * their gradients; the reported loss is their weighted sum.
 *
 * Measures each task's loss as `<task>_loss`, and what its objective measures as `<task>_accuracy` and the like.
 *
 * @example
 * ```ts
 * import { pcgrad, softmaxCrossEntropy } from "tolaria";
 * import { tasks } from "tolaria/objectives";
 *
 * const modules = [
 *   tasks({ left: softmaxCrossEntropy(), right: { objective: softmaxCrossEntropy(), weight: 0.5 } }),
 *   pcgrad(),
 * ];
 * ```
 */
export function tasks(options: TasksOptions): ContainerModule {
  const checked = parseOptions(`make ${NAME}`, TasksSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE)
      .toResolvedValue(() => new Tasks(Object.entries(checked).map(partOf)))
      .inSingletonScope();
  });
}
