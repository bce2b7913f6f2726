import {
  inputName,
  multiplyAddsOf,
  namedWeights,
  outputActivation,
  outputName,
  wrappedLayersOf,
} from "../../../core/layers/mod.ts";
import {
  type BlockMultiplyAdds,
  disposeModel,
  type FeatureBase,
  type Host,
  type InputLookup,
  type ModelCopyOptions,
  type Parameter,
  type Slot,
  TolariaError,
  type Unfreezing,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { checkLayers } from "./check_layers.ts";
import { copyNetwork } from "./copy_network.ts";
import { inputLookups } from "./input_lookups.ts";
import { slotsBehind } from "./slots.ts";
import { trainAsKeras } from "./training_behavior.ts";

/** A part of the network that is computed as one, before the next. */
export interface Stage {
  /** Prefix of its weights' names; empty for none. */
  readonly name: string;
  readonly model: tf.LayersModel;
}

/** How a host treats the models that it is made of. */
export interface LayeredHostOptions {
  readonly name: string;
  /** Whether the models are the user's, and are to outlive the run. */
  readonly borrowed: boolean;
  /** Whether the weights were there before the run. @default `borrowed` */
  readonly hasOwnWeights?: boolean;
  /** What computes the first stage once for each example. @default each pass computes it */
  readonly features?: FeatureBase;
  /** Frozen weights that are to be trained later. @default none */
  readonly unfreezings?: readonly Unfreezing[];
  /** Whether it is trained; only then must each layer have a gradient. @default true */
  readonly trains?: boolean;
  /** Names of the slots, as `slotNames()` returns them. @default none */
  readonly slots?: readonly string[];
}

/** A network made of tfjs layers models, one behind the other. */
export class LayeredHost implements Host {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Parameter[];
  readonly slots: readonly Slot[];
  readonly hasOwnWeights: boolean;
  readonly unfreezings: readonly Unfreezing[];
  readonly features?: FeatureBase;
  readonly #stages: readonly (Stage & { readonly graph: tf.LayersModel })[];
  readonly #borrowed: boolean;
  /** Undo the changes to the layers' calls. */
  readonly #restores: readonly (() => void)[];
  /** The slots beside and behind each stage. */
  readonly #slotsBehind: readonly (readonly Slot[])[];
  #trained: ReadonlySet<tf.Variable> | undefined;

  constructor(stages: readonly Stage[], options: LayeredHostOptions) {
    const { name, borrowed, trains = true, slots = [], unfreezings = [] } = options;
    const { hasOwnWeights = borrowed } = options;
    this.name = name;
    this.#stages = stages.map((stage) => ({ ...stage, graph: graphOf(stage.model) }));
    this.#borrowed = borrowed;
    this.hasOwnWeights = hasOwnWeights;
    this.unfreezings = unfreezings;
    if (options.features) this.features = options.features;
    if (trains) for (const { model } of stages) checkLayers(model);
    this.parameters = weightsOf(stages, true);
    this.buffers = weightsOf(stages, false);
    this.#slotsBehind = slotsBehind(stages, slots);
    this.slots = this.#slotsBehind.flat();
    this.#restores = stages.map(({ model }) => trainAsKeras(model, () => this.#trained));
  }

  get inputShapes(): readonly (readonly (number | null)[])[] {
    return this.#first.inputs.map((input) => input.shape.slice(1));
  }

  get outputShapes(): readonly (readonly (number | null)[])[] {
    return this.#last.outputs.map((output) => output.shape.slice(1));
  }

  get outputActivations(): readonly (string | undefined)[] {
    return this.#last.outputs.map(outputActivation);
  }

  get inputNames(): readonly (string | undefined)[] {
    return this.#first.inputNames.map(inputName);
  }

  get outputNames(): readonly (string | undefined)[] {
    return this.#last.outputs.map(outputName);
  }

  get inputLookups(): readonly (InputLookup | undefined)[] {
    return inputLookups(this.#first);
  }

  setTrained(trained: ReadonlySet<tf.Variable>): void {
    this.#trained = trained;
  }

  forward(inputs: readonly tf.Tensor[], training: boolean): readonly tf.Tensor[] {
    return this.#forward(this.#from, [...inputs], training);
  }

  forwardFrom(slot: Slot, activation: tf.Tensor, training: boolean): readonly tf.Tensor[] {
    const at = this.#slotsBehind.findIndex((slots) => slots.includes(slot));
    const slots = this.#slotsBehind[at] ?? [];
    const behind = slots.slice(slots.indexOf(slot) + 1);
    return this.#forward(at + 1, [grafted(behind, activation, training)], training);
  }

  penalty(): tf.Scalar | undefined {
    const losses = this.#stages.slice(this.#from).flatMap(({ graph }) => graph.calculateLosses());
    return losses.length === 0 ? undefined : losses.reduce((sum, loss) => sum.add(loss));
  }

  multiplyAdds(): readonly BlockMultiplyAdds[] {
    const trained = this.#trained ?? new Set(this.parameters.map(({ variable }) => variable));
    const isTrained = (weight: tf.LayerVariable) => trained.has(weight.read() as tf.Variable);
    let reached = false;
    return this.#stages.slice(this.#from).map(({ name, graph }) => {
      const { reached: next, ...counts } = multiplyAddsOf(graph, { reached, isTrained });
      reached = next;
      return { name: name || this.name, ...counts };
    });
  }

  toModel({ weights, grown }: ModelCopyOptions = {}): tf.LayersModel {
    const stages = this.#stages.map((stage, at) => {
      const slots = this.#slotsBehind[at] ?? [];
      const parts = slots.flatMap((slot) => (grown ? grown.get(slot.name) : slot.grown?.()) ?? []);
      return { ...stage, grown: parts };
    });
    return copyNetwork(stages, this.name, weights);
  }

  dispose(): void {
    for (const restore of this.#restores) restore();
    if (this.#borrowed) this.#moveWeightsToCpu();
    else disposeModel(...this.#stages.map(({ graph }) => graph));
  }

  #forward(from: number, inputs: tf.Tensor[], training: boolean): readonly tf.Tensor[] {
    let values = inputs;
    for (let at = from; at < this.#stages.length; at++) {
      const { graph } = this.#stages[at] as { readonly graph: tf.LayersModel };
      const [input] = values;
      values = asList(graph.apply(values, { training }) as tf.Tensor | tf.Tensor[]);
      const slots = this.#slotsBehind[at] as readonly Slot[];
      if (slots.length > 0) values = [grafted(slots, values[0] as tf.Tensor, training, input)];
    }
    return values;
  }

  /** The first stage of a pass. */
  get #from(): number {
    return this.features ? 1 : 0;
  }

  get #first(): tf.LayersModel {
    return (this.#stages[this.#from] as { readonly graph: tf.LayersModel }).graph;
  }

  get #last(): tf.LayersModel {
    return (this.#stages.at(-1) as { readonly graph: tf.LayersModel }).graph;
  }

  /** Weights on the run's backend would be lost with it; tfjs moves them from the cpu to the backend that uses them. */
  #moveWeightsToCpu(): void {
    const cpu = tf.findBackend("cpu");
    for (const { variable } of [...this.parameters, ...this.buffers]) {
      tf.engine().moveData(cpu, variable.dataId);
    }
  }
}

/** What the grafts of some slots make of an activation, one behind the other. */
function grafted(
  slots: readonly Slot[],
  activation: tf.Tensor,
  training: boolean,
  input?: tf.Tensor,
): tf.Tensor {
  return slots.reduce(
    (h, { graft, beside }) => (graft ? graft(h, training, beside && input) : h),
    activation,
  );
}

/** Weights of all stages; those of a layer that is in several of them are the first one's. */
function weightsOf(stages: readonly Stage[], trainable: boolean): Parameter[] {
  const seen = new Set<tf.LayerVariable>();
  return stages.flatMap(({ name, model }) => {
    const trained = new Set(model.trainableWeights);
    const named = namedWeights(model).filter(
      ({ weight }) => trained.has(weight) === trainable && !seen.has(weight),
    );
    for (const { weight } of named) seen.add(weight);
    return named.map(({ name: path, weight, isExempt }) => ({
      name: name ? `${name}/${path}` : path,
      variable: variableOf(path, weight),
      ...(isExempt && { decays: false }),
      ...(weight.constraint && { constrain: (x: tf.Tensor) => weight.constraint.apply(x) }),
    }));
  });
}

function variableOf(path: string, weight: tf.LayerVariable): tf.Variable {
  const variable = weight.read();
  if (variable instanceof tf.Variable && variable.dtype === "float32") return variable;
  throw new TolariaError(
    "host/unsupported",
    `Weight "${path}" must be a float32 variable, but is ${variable.dtype}. Cannot train the model.`,
  );
}

/** The graph that computes `model`: a sequential model keeps its own, which alone knows its penalties. */
function graphOf(model: tf.LayersModel): tf.LayersModel {
  if (!(model instanceof tf.Sequential)) return model;
  if (!model.built) build(model);
  return (model as unknown as { readonly model: tf.LayersModel }).model;
}

/** Builds `model`. tfjs unfreezes the weights of a frozen model that it begins with. */
function build(model: tf.Sequential): void {
  const weights = wrappedLayersOf(model).flatMap(({ layer }) => layer.weights);
  const flags = weights.map(({ trainable }) => trainable);
  model.build();
  for (const [at, weight] of weights.entries()) weight.trainable = flags[at] as boolean;
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
