import {
  OPTIMIZER,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
  type RateCell,
} from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import { slotSpecsOf } from "./slot_specs.ts";
import {
  clear,
  readScalars,
  readVectors,
  release,
  type Wrapped,
  wrap,
  writeScalars,
  writeVectors,
} from "./wrapped.ts";

// P = numbers in the parameter group

/**
 * An optimizer of tfjs behind Tolaria's port: it is handed its state with each update and keeps none, so one
 * serves any number of groups, and its state is saved exactly, `accBeta1` and the like included.
 *
 * The rate is its own field still; the authority writes it before each update through `rateCell`.
 */
class TfjsOptimizer implements Optimizer {
  readonly #factory: () => tf.Optimizer;
  #made: Wrapped | undefined;

  readonly rateCell: RateCell = {
    read: () => this.#wrapped.inside.learningRate,
    write: (rate) => {
      const { inside } = this.#wrapped;
      // Those that have it keep the rate in a tensor as well.
      if (inside.setLearningRate) inside.setLearningRate(rate);
      else inside.learningRate = rate;
    },
  };

  constructor(factory: () => tf.Optimizer) {
    this.#factory = factory;
  }

  get name(): string {
    return `tfjs-${this.#wrapped.optimizer.getClassName().toLowerCase()}`;
  }

  get options(): OptimizerOptions {
    const { learningRate: _authority, ...options } = this.#wrapped.optimizer.getConfig();
    return options;
  }

  get slots(): Optimizer["slots"] {
    return slotSpecsOf(this.#wrapped);
  }

  with(changes: OptimizerOptions): TfjsOptimizer {
    const rules = Object.entries(this.options).map(
      ([name, value]) => [name, typeof value === "boolean" ? z.boolean() : z.number()] as const,
    );
    const schema = z.strictObject(Object.fromEntries(rules)).partial();
    const checked = parseOptions(`change ${this.name}`, schema, changes);
    const { optimizer } = this.#wrapped;
    const made = optimizer.constructor as tf.serialization.SerializableConstructor<tf.Optimizer> & {
      fromConfig: tf.serialization.FromConfigMethod<tf.Optimizer>;
    };
    return new TfjsOptimizer(() =>
      made.fromConfig(made, {
        ...optimizer.getConfig(),
        ...checked,
      } as tf.serialization.ConfigDict),
    );
  }

  init(): OptimizerState {
    const { scalars } = this.#wrapped;
    // tfjs makes its accumulators with the first update.
    return { count: 0, slots: {}, scalars, constants: {} };
  }

  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
  ): OptimizerUpdate {
    const { optimizer, inside } = this.#wrapped;
    writeVectors(this.#wrapped, state.slots);
    writeScalars(this.#wrapped, state.scalars ?? {});
    inside.iterations_ = state.count;
    this.rateCell.write(learningRate);
    const variable = tf.variable(parameters_P);
    try {
      optimizer.applyGradients({ [variable.name]: gradients_P });
      return {
        parameters_P: variable.reshape(parameters_P.shape),
        state: {
          ...state,
          count: state.count + 1,
          slots: readVectors(this.#wrapped),
          scalars: readScalars(inside),
        },
      };
    } finally {
      variable.dispose();
      clear(this.#wrapped);
    }
  }

  dispose(): void {
    if (this.#made) release(this.#made);
  }

  /** Made when it is first asked for: it holds tensors, and they want the backend started. */
  get #wrapped(): Wrapped {
    this.#made ??= wrap(this.#factory());
    return this.#made;
  }
}

/**
 * Updates by an optimizer of tfjs, built in or your own.
 *
 * Its learning rate is the policy's, whatever it was created with. Its state can be carried over to other optimizers
 * if its class is one of tfjs's; other classes start afresh.
 *
 * @param factory Makes the optimizer: `() => tf.train.adam(0.001)`. Called once, when the backend runs.
 */
export function tfjsOptimizer(factory: () => tf.Optimizer): ContainerModule {
  parseOptions("make tfjsOptimizer", z.strictObject({ factory: FactorySchema }), { factory });
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER)
      .toResolvedValue(() => new TfjsOptimizer(factory))
      .inSingletonScope()
      .onDeactivation((optimizer) => (optimizer as TfjsOptimizer).dispose());
  });
}

const FactorySchema = z.custom<() => tf.Optimizer>(
  (value) => typeof value === "function",
  "a function that makes an optimizer",
);
