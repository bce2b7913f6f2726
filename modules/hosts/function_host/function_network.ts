import type { Host, Parameter, Slot } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { checkOutputs } from "./check_outputs.ts";
import { type FunctionWeights, makeWeights, unsupported } from "./make_weights.ts";
import type { CheckedFunctionHost } from "./options.ts";
import { tryForward } from "./try_forward.ts";
import { trySlots } from "./try_slots.ts";

/** What stands in a slot in place of its activation. */
type AtSlot = (name: string, activation: tf.Tensor) => tf.Tensor;

/** A network that is a function of named variables. */
export class FunctionNetwork implements Host {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Parameter[];
  readonly slots: readonly Slot[];
  readonly hasOwnWeights: boolean;
  readonly #options: CheckedFunctionHost;
  readonly #weights: Readonly<Record<string, tf.Variable>>;
  /** Inputs of the latest pass, which are their owner's. */
  #inputs: readonly tf.Tensor[] | undefined;

  /** @throws {TolariaError} `host/unsupported` if the function cannot be trained; nothing is left behind. */
  constructor(options: CheckedFunctionHost, hasOwnWeights: boolean) {
    const { parameters, buffers }: FunctionWeights = makeWeights(options);
    this.name = options.name;
    this.parameters = parameters;
    this.buffers = buffers;
    this.hasOwnWeights = hasOwnWeights;
    this.#options = options;
    this.#weights = Object.fromEntries(
      [...parameters, ...buffers].map(({ name, variable }) => [name, variable]),
    );
    try {
      this.slots = tryForward(this, options, (inputs, training) => {
        const seen: Slot[] = [];
        const outputs = this.#run(inputs, training, trySlots(seen, options.name));
        return { outputs, slots: seen };
      });
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  get inputShapes(): readonly (readonly (number | null)[])[] {
    return this.#options.inputs.map(({ shape }) => shape);
  }

  get outputShapes(): readonly (readonly (number | null)[])[] {
    return this.#options.outputs.map(({ shape }) => shape);
  }

  get outputActivations(): readonly (string | undefined)[] {
    return this.#options.outputs.map(({ activation }) => activation);
  }

  get inputNames(): readonly (string | undefined)[] {
    return this.#options.inputs.map(({ name }) => name);
  }

  get outputNames(): readonly (string | undefined)[] {
    return this.#options.outputs.map(({ name }) => name);
  }

  forward(inputs: readonly tf.Tensor[], training: boolean): readonly tf.Tensor[] {
    this.#inputs = inputs;
    return this.#run(
      inputs,
      training,
      (name, activation) => this.#slot(name).graft?.(activation, training) ?? activation,
    );
  }

  /**
   * Computes the function once more on the inputs of the latest pass, with `activation` in the slot; on its first
   * examples, if the activation has fewer.
   */
  forwardFrom(slot: Slot, activation: tf.Tensor, training: boolean): readonly tf.Tensor[] {
    const inputs = this.#inputs;
    if (!inputs || inputs.some(({ isDisposed }) => isDisposed)) {
      throw unsupported("there is no forward pass whose inputs are alive to go on from", this.name);
    }
    const examples = activation.shape[0] as number;
    const first = inputs.map((input) =>
      input.shape[0] === examples ? input : input.slice(0, examples),
    );
    return this.#run(first, training, (name, own) =>
      name === slot.name ? activation : (this.#slot(name).graft?.(own, training) ?? own),
    );
  }

  penalty(): tf.Scalar | undefined {
    return this.#options.penalty?.(this.#weights);
  }

  dispose(): void {
    for (const { variable } of [...this.parameters, ...this.buffers]) variable.dispose();
  }

  #run(inputs: readonly tf.Tensor[], training: boolean, slot: AtSlot): readonly tf.Tensor[] {
    const outputs: unknown = this.#options.forward(this.#weights, inputs, { training, slot });
    return checkOutputs([outputs].flat(), inputs, this.#options);
  }

  #slot(name: string): Slot {
    const slot = this.slots.find((one) => one.name === name);
    if (slot) return slot;
    throw unsupported(`slot "${name}" is not in every forward pass`, this.name);
  }
}
