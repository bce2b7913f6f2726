import { tf } from "../../../deps.ts";
import { chain, type Networks } from "./chain.ts";

const l = tf.layers;

/** Rows of ids, some of which are padding. */
const masked = (...layers: tf.layers.Layer[]) =>
  chain([6], l.embedding({ inputDim: 7, outputDim: 3, maskZero: true, name: "ids" }), ...layers);

/** Networks over sequences. */
export const recurrent: Networks = {
  lstm: () => chain([5, 3], l.lstm({ units: 4 })),
  "lstm over all steps": () =>
    chain([5, 3], l.lstm({ units: 4, returnSequences: true, recurrentActivation: "sigmoid" })),
  "lstm with other activations": () =>
    chain([5, 3], l.lstm({ units: 4, activation: "selu", recurrentActivation: "sigmoid" })),
  "lstm backwards": () =>
    chain([5, 3], l.lstm({ units: 2, goBackwards: true, returnSequences: true, useBias: false })),
  "lstm of any length": () => chain([null, 3], l.lstm({ units: 2, recurrentDropout: 0.2 })),
  "lstm with states": () => {
    const x = tf.input({ shape: [5, 3], name: "x" });
    const states = l.lstm({ units: 2, returnState: true }).apply(x) as tf.SymbolicTensor[];
    const y = tf.input({ shape: [4, 3], name: "y" });
    const decoded = l
      .lstm({ units: 2, returnSequences: true })
      .apply([y, ...states.slice(1)] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
    return tf.model({ inputs: [x, y], outputs: [decoded, states[1] as tf.SymbolicTensor] });
  },
  gru: () => chain([5, 3], l.gru({ units: 4 })),
  "gru over all steps": () =>
    chain(
      [5, 3],
      l.gru({ units: 4, returnSequences: true, recurrentActivation: "sigmoid", useBias: false }),
    ),
  "simple rnn": () => chain([5, 3], l.simpleRNN({ units: 4, activation: "relu" })),
  "stack of recurrent layers": () =>
    chain(
      [5, 3],
      l.lstm({ units: 3, returnSequences: true }),
      l.gru({ units: 2, returnSequences: true }),
      l.simpleRNN({ units: 2 }),
    ),
  bidirectional: () =>
    chain(
      [5, 3],
      l.bidirectional({ layer: l.lstm({ units: 2, returnSequences: true }), mergeMode: "concat" }),
    ),
  "bidirectional, summed": () =>
    chain([5, 3], l.bidirectional({ layer: l.gru({ units: 2 }), mergeMode: "sum" })),
  "bidirectional, averaged": () =>
    chain(
      [5, 3],
      l.bidirectional({
        layer: l.simpleRNN({ units: 2, returnSequences: true }) as tf.RNN,
        mergeMode: "ave",
      }),
    ),
  "bidirectional, multiplied": () =>
    chain([5, 3], l.bidirectional({ layer: l.lstm({ units: 2 }), mergeMode: "mul" })),
  "time distributed": () =>
    chain([4, 3], l.timeDistributed({ layer: l.dense({ units: 2, activation: "softmax" }) })),
  "time distributed convolution": () =>
    chain([3, 5, 4, 2], l.timeDistributed({ layer: l.conv2d({ filters: 2, kernelSize: 2 }) })),
  "masked lstm": () => masked(l.lstm({ units: 3 })),
  "masked gru over all steps": () => masked(l.gru({ units: 3, returnSequences: true })),
  "masked bidirectional": () =>
    masked(
      l.bidirectional({ layer: l.lstm({ units: 2, returnSequences: true }), mergeMode: "concat" }),
      l.simpleRNN({ units: 2 }),
    ),
  "masking layer": () => chain([5, 2], l.masking({ maskValue: 0 }), l.lstm({ units: 3 })),
};
