import { show, TolariaError } from "../../core/mod.ts";
import { type ContainerModule, tf } from "../../deps.ts";
import { adam, sgd, tfjsOptimizer } from "../optimizers/mod.ts";
import { rateOf } from "./rate.ts";

/** What does the updates of an optimizer of tfjs in a run. */
export interface MappedOptimizer {
  readonly module: ContainerModule;
  /** The field of tfjs's optimizer that each slot of ours is kept in; the same name if it is not listed. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Maps the optimizer that a model was compiled with: SGD, Momentum and Adam to Tolaria's own, which compute the same and
 * update all weights in one pass; the others are wrapped.
 *
 * @throws {TolariaError} `options/invalid` if it can be neither mapped nor made a second time.
 */
export function mappedOptimizer(optimizer: tf.Optimizer): MappedOptimizer {
  if (rateOf(optimizer) === undefined) refuse(optimizer, "keeps no learningRate");
  const own = MAPPED.find(([type]) => optimizer.constructor === type);
  return own ? own[1](optimizer.getConfig()) : { module: wrapped(optimizer), fields: {} };
}

type Config = ReturnType<tf.Optimizer["getConfig"]>;

const MAPPED: readonly (readonly [unknown, (config: Config) => MappedOptimizer])[] = [
  [tf.SGDOptimizer, () => ({ module: sgd(), fields: {} })],
  [
    tf.MomentumOptimizer,
    (config) => ({
      module: sgd({ momentum: config.momentum as number, nesterov: config.useNesterov as boolean }),
      fields: { b: "accumulations" },
    }),
  ],
  [
    tf.AdamOptimizer,
    (config) => ({
      module: adam({
        beta1: config.beta1 as number,
        beta2: config.beta2 as number,
        epsilon: config.epsilon as number,
      }),
      fields: { m: "accumulatedFirstMoment", v: "accumulatedSecondMoment" },
    }),
  ],
];

/** The run has an optimizer of its own, so that the user's keeps its tensors. */
function wrapped(optimizer: tf.Optimizer): ContainerModule {
  const type = optimizer.constructor as Partial<Factory>;
  const { fromConfig } = type;
  if (typeof optimizer.getConfig !== "function" || typeof fromConfig !== "function") {
    refuse(optimizer, "has no getConfig() and fromConfig()");
  }
  return tfjsOptimizer(() => fromConfig.call(type, type as Factory, optimizer.getConfig()));
}

type Factory = tf.serialization.SerializableConstructor<tf.Optimizer> & {
  fromConfig: tf.serialization.FromConfigMethod<tf.Optimizer>;
};

function refuse(optimizer: tf.Optimizer, reason: string): never {
  throw new TolariaError(
    "options/invalid",
    `The optimizer ${show(optimizer)} ${reason}: train with createTrainer() and tfjsOptimizer(() => optimizer). Cannot fit.`,
  );
}
