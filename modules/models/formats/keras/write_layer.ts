import { unnamedKind } from "../../../../core/layers/mod.ts";
import type { tf } from "../../../../deps.ts";
import { kerasObject } from "./keras_objects.ts";
import { type KerasLayer, type LayerFacts, refuse } from "./layer_facts.ts";
import { plainLayer } from "./plain_layers.ts";
import { recurrentLayer } from "./recurrent_layer.ts";
import { TRANSFORMER_LAYERS } from "./transformer_layers.ts";

type Layer = tf.layers.Layer;

/** Returns a layer as Keras has it. */
export function writeLayer(facts: LayerFacts): KerasLayer {
  switch (facts.layer.getClassName()) {
    case "LSTM":
    case "GRU":
    case "SimpleRNN":
      return recurrentLayer(facts);
    case "Bidirectional":
      return bidirectional(facts);
    case "TimeDistributed":
      return timeDistributed(facts);
    default:
      return ofOurs(facts) ?? plainLayer(facts) ?? refuse(facts, "it has no layer like it");
  }
}

function ofOurs(facts: LayerFacts): KerasLayer | undefined {
  return TRANSFORMER_LAYERS[facts.layer.getClassName()]?.write(facts);
}

function innerFacts(facts: LayerFacts, layer: Layer): LayerFacts {
  const name = unnamedKind(layer) ?? layer.name;
  return { ...facts, layer, path: `${facts.path}/${name}`, name: name.replaceAll("/", ".") };
}

function wrapper(facts: LayerFacts, options: Readonly<Record<string, unknown>>) {
  const { layer, name } = facts;
  return kerasObject("layers", layer.getClassName(), {
    name,
    trainable: layer.trainable,
    dtype: "float32",
    ...options,
  });
}

function bidirectional(facts: LayerFacts): KerasLayer {
  const { forwardLayer, backwardLayer, mergeMode } = facts.layer as unknown as {
    readonly forwardLayer: Layer;
    readonly backwardLayer: Layer;
    readonly mergeMode: string | null;
  };
  const [forward, backward] = [forwardLayer, backwardLayer].map((layer) =>
    writeLayer(innerFacts(facts, layer)),
  ) as [KerasLayer, KerasLayer];
  return {
    object: wrapper(facts, {
      merge_mode: mergeMode,
      layer: forward.object,
      backward_layer: backward.object,
    }),
    weights: { ...below("forward_layer", forward), ...below("backward_layer", backward) },
  };
}

function timeDistributed(facts: LayerFacts): KerasLayer {
  const { layer } = facts.layer as unknown as { readonly layer: Layer };
  const inner = writeLayer(innerFacts(facts, layer));
  return { object: wrapper(facts, { layer: inner.object }), weights: below("layer", inner) };
}

function below(folder: string, { weights }: KerasLayer): KerasLayer["weights"] {
  return Object.fromEntries(
    Object.entries(weights).map(([name, arrays]) => [`${folder}/${name}`, arrays]),
  );
}
