import { show, TolariaError } from "../../core/mod.ts";
import { tf } from "../../deps.ts";

/** Compares targets and outputs, in tfjs's order: a value for each example, or their mean. */
export type CompiledFunction = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

/** A number that a pass measures besides its loss. */
export interface CompiledMetric {
  /** As tfjs names it in `history`: `acc`, `first_loss`, `first_mse`. */
  readonly name: string;
  /** Index of the output that it is measured on. */
  readonly output: number;
  /** Undefined for the loss of the output itself. */
  readonly compare: CompiledFunction | undefined;
}

/** The loss of one output. */
export interface CompiledLoss {
  /** Name of the output. */
  readonly output: string;
  /** As it was given to `compile`, if that was text. */
  readonly name: string | undefined;
  readonly compare: CompiledFunction;
}

/** What `model.compile` made of its arguments. */
export interface CompiledModel {
  /** The model as it was given. */
  readonly given: tf.LayersModel;
  /** Its graph, which a sequential model keeps inside. */
  readonly model: tf.LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly losses: readonly CompiledLoss[];
  readonly metrics: readonly CompiledMetric[];
}

/** What tfjs declares private, and what therefore has to be reached by name. */
interface Inside {
  readonly optimizer_?: tf.Optimizer;
  readonly loss: string | readonly unknown[] | Readonly<Record<string, unknown>>;
  readonly lossFunctions: readonly (CompiledFunction | undefined)[];
  readonly metricsTensors: readonly (readonly [CompiledFunction, number])[];
  getDedupedMetricsNames(): string[];
}

/** Takes over what `model` was compiled with. @throws {TolariaError} `options/invalid` if it was not compiled. */
export function compiledModel(given: tf.LayersModel): CompiledModel {
  if (!(given instanceof tf.LayersModel)) {
    throw new TypeError(`"model" must be a tfjs LayersModel, but is ${show(given)}. Cannot fit.`);
  }
  const model = graphOf(given);
  const inside = model as unknown as Inside | undefined;
  if (!model || !inside?.optimizer_) {
    throw new TolariaError(
      "options/invalid",
      "You must compile a model before training: call model.compile({ optimizer, loss }). Cannot fit.",
    );
  }
  return {
    given,
    model,
    optimizer: inside.optimizer_,
    losses: model.outputNames.map((output, index) => lossOf(inside, output, index)),
    metrics: metricsOf(model, inside),
  };
}

/** What does the work of a sequential model; undefined before it is compiled. */
function graphOf(model: tf.LayersModel): tf.LayersModel | undefined {
  return model instanceof tf.Sequential
    ? (model as unknown as { readonly model?: tf.LayersModel }).model
    : model;
}

function lossOf({ loss, lossFunctions }: Inside, output: string, index: number): CompiledLoss {
  const compare = lossFunctions[index];
  if (typeof compare !== "function") {
    throw new TolariaError(
      "options/invalid",
      `Output "${output}" has no loss: name one for each output in model.compile(). Cannot fit.`,
    );
  }
  const given = Array.isArray(loss)
    ? loss[index]
    : typeof loss === "object"
      ? (loss as Readonly<Record<string, unknown>>)[output]
      : loss;
  return { output, compare, name: typeof given === "string" ? given : undefined };
}

function metricsOf(model: tf.LayersModel, inside: Inside): CompiledMetric[] {
  const [, ...names] = inside.getDedupedMetricsNames();
  const losses = model.outputs.length > 1 ? model.outputs.length : 0;
  return names.map((name, index) => {
    const [compare, output] = inside.metricsTensors[index] as Inside["metricsTensors"][number];
    return { name, output, compare: index < losses ? undefined : compare };
  });
}
