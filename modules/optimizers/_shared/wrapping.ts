import {
  type ArenaLayout,
  errorMessage,
  messageOf,
  OPTIMIZER,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { Container, type ContainerModule, type tf, type z } from "../../../deps.ts";
import { bindOptimizer } from "./bind_optimizer.ts";

// P = numbers in the parameter group

/** What an optimizer does with the weights that another has updated. */
export interface WrapperRule<Options> {
  /** Function that makes it: `ema`, of the optimizer `ema(adamw)`. */
  readonly kind: string;
  /** Slot with weights of the past, [P]. */
  readonly slot: string;
  /** Whether the slot is evaluated and saved in place of the weights. */
  readonly averages: boolean;
  readonly schema: z.ZodType<Options>;
  /**
   * Weights, which stay the caller's, and slot after the `count`-th update. Both are fresh handles.
   *
   * @param weights_P What the wrapped optimizer made of them, [P].
   * @param slot_P The slot before, [P].
   */
  follow(
    weights_P: tf.Tensor1D,
    slot_P: tf.Tensor1D,
    count: number,
    options: Options,
  ): { readonly weights_P: tf.Tensor1D; readonly slot_P: tf.Tensor1D };
}

/** An optimizer that lets another make the steps. Its own options are among those of the other, under its kind. */
class Wrapping<Options extends OptimizerOptions> implements Optimizer {
  readonly name: string;
  readonly average?: string;
  readonly wrapped: Optimizer;
  readonly #rule: WrapperRule<Options>;
  readonly #own: Options;

  constructor(rule: WrapperRule<Options>, wrapped: Optimizer, own: Options) {
    const { kind, slot } = rule;
    if (slot in wrapped.slots) {
      throw new TolariaError(
        "options/invalid",
        `An optimizer cannot keep slot "${slot}" twice. Cannot make ${kind}(${wrapped.name}).`,
      );
    }
    this.name = `${kind}(${wrapped.name})`;
    this.wrapped = wrapped;
    this.#rule = rule;
    this.#own = own;
    const average = rule.averages ? slot : wrapped.average;
    if (average !== undefined) this.average = average;
  }

  get options(): OptimizerOptions {
    return { ...this.wrapped.options, [this.#rule.kind]: this.#own };
  }

  get slots(): Optimizer["slots"] {
    return { ...this.wrapped.slots, [this.#rule.slot]: { role: "weights", gain: () => 1 } };
  }

  get rateCell(): Optimizer["rateCell"] {
    return this.wrapped.rateCell;
  }

  with(changes: OptimizerOptions): Wrapping<Options> {
    const { kind, schema } = this.#rule;
    const { [kind]: own, ...others } = changes;
    const merged = own === undefined ? this.#own : { ...this.#own, ...(own as object) };
    return new Wrapping(
      this.#rule,
      // A user's own optimizer stays the one that they hold.
      Object.keys(others).length === 0 ? this.wrapped : this.wrapped.with(others),
      parseOptions(`change ${this.name}`, schema, merged),
    );
  }

  init(layout: ArenaLayout, parameters_P: tf.Tensor1D): OptimizerState {
    const state = this.wrapped.init(layout, parameters_P);
    return { ...state, slots: { ...state.slots, [this.#rule.slot]: handleTo(parameters_P) } };
  }

  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
    donate?: boolean,
  ): OptimizerUpdate {
    const { slot, follow } = this.#rule;
    const { [slot]: before_P, ...slots } = state.slots;
    const stepped = this.wrapped.update(
      parameters_P,
      gradients_P,
      { ...state, slots },
      learningRate,
      donate,
    );
    const { count } = stepped.state;
    const followed = follow(stepped.parameters_P, before_P as tf.Tensor1D, count, this.#own);
    stepped.parameters_P.dispose();
    return {
      parameters_P: followed.weights_P,
      state: { ...stepped.state, slots: { ...stepped.state.slots, [slot]: followed.slot_P } },
    };
  }
}

/** Another handle to the same data. */
export function handleTo(tensor: tf.Tensor1D): tf.Tensor1D {
  return tensor.reshape(tensor.shape);
}

/** The module of an optimizer that wraps the one that `optimizer` binds. */
export function bindWrapper<Options extends OptimizerOptions>(
  rule: WrapperRule<Options>,
  optimizer: ContainerModule,
  options: unknown,
): ContainerModule {
  const { kind, schema } = rule;
  if (typeof (optimizer as Partial<ContainerModule> | undefined)?.load !== "function") {
    throw new TolariaError(
      "options/invalid",
      `The first argument of ${kind} must be an optimizer, as in ${kind}(adamw()). Cannot make ${kind}.`,
    );
  }
  const checked = parseOptions(`make ${kind}`, schema, options);
  return bindOptimizer(() => new Wrapping(rule, resolve(kind, optimizer), checked));
}

function resolve(kind: string, module: ContainerModule): Optimizer {
  const container = new Container();
  try {
    container.load(module);
    return container.get(OPTIMIZER);
  } catch (error) {
    if (TolariaError.is(error)) throw error;
    throw new TolariaError(
      "container/failed",
      errorMessage(messageOf(error), `make ${kind}: its module must bind OPTIMIZER`),
      { cause: error },
    );
  }
}
