import type { WeightArray } from "../../_graph/mod.ts";
import { HARD_SIGMOID_SCALE } from "./config_values.ts";
import { kerasObject } from "./keras_objects.ts";
import {
  type KerasLayer,
  type LayerFacts,
  optionsOf,
  refuse,
  type TfjsConfig,
} from "./layer_facts.ts";
import { scaledColumns } from "./weight_scaling.ts";

/** Options of every recurrent layer, by tfjs's names. */
export const RECURRENT_OPTIONS: readonly string[] = [
  ...["units", "activation", "useBias", "kernelRegularizer", "recurrentRegularizer"],
  ...["biasRegularizer", "activityRegularizer", "kernelConstraint", "recurrentConstraint"],
  ...["biasConstraint", "dropout", "recurrentDropout", "returnSequences", "returnState"],
  ...["goBackwards", "stateful"],
];

/** Which gates of a layer have the activation of gates. */
export const GATES: Readonly<Record<string, readonly boolean[]>> = {
  LSTM: [true, true, false, true],
  GRU: [true, true, false],
  SimpleRNN: [false],
};

/** LSTM, GRU, SimpleRNN. */
export function recurrentLayer(facts: LayerFacts): KerasLayer {
  const { layer, name, weights } = facts;
  const type = layer.getClassName();
  const config = layer.getConfig() as TfjsConfig;
  const own = type === "SimpleRNN" ? [] : ["recurrentActivation"];
  const resets = type === "GRU" ? { reset_after: false } : {};
  const object = kerasObject("layers", type, {
    name,
    trainable: layer.trainable,
    dtype: "float32",
    ...optionsOf(facts, config, [...RECURRENT_OPTIONS, ...own]),
    ...resets,
  });
  const arrays = [...weights.of(layer).values()];
  return { object, weights: { "cell/vars": arrays.map((one) => forKeras(one, facts, config)) } };
}

/** The columns that lead to a hard sigmoid, for that of Keras 3. */
function forKeras(array: WeightArray, facts: LayerFacts, config: TfjsConfig): WeightArray {
  const { activation, recurrentActivation } = config;
  const type = facts.layer.getClassName();
  if (activation === "hardSigmoid" && type === "LSTM") {
    refuse(facts, 'its activation "hardSigmoid" is another one in Keras 3');
  }
  const factors = (GATES[type] as readonly boolean[]).map((isGate) =>
    (isGate ? recurrentActivation : activation) === "hardSigmoid" ? HARD_SIGMOID_SCALE : 1,
  );
  return factors.every((factor) => factor === 1) ? array : scaledColumns(array, factors);
}
