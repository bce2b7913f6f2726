import { isModel, layersOf } from "../../../core/layers/mod.ts";
import type { InputLookup } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;

/** For each input of `model`, the embedding that reads it first; undefined for inputs that none reads. */
export function inputLookups(model: tf.LayersModel): readonly (InputLookup | undefined)[] {
  const paths = new Map(layersOf(model).map(({ path, layer }) => [layer, path]));
  return model.inputs.map((input) => {
    const embedding = embeddingBehind(input);
    if (!embedding) return undefined;
    const { inputDim } = embedding.getConfig() as { readonly inputDim: number };
    return { layer: paths.get(embedding) ?? embedding.name, rows: inputDim };
  });
}

/** The embedding that reads `input` directly; of several, the one with the fewest rows. */
function embeddingBehind(input: tf.SymbolicTensor): Layer | undefined {
  const found = input.sourceLayer.outboundNodes.flatMap(
    ({ outboundLayer, inputTensors }): Layer[] => {
      if (outboundLayer.getClassName() === "Embedding") return [outboundLayer];
      if (!isModel(outboundLayer)) return [];
      const inner = outboundLayer.inputs[inputTensors.indexOf(input)];
      const embedding = inner && embeddingBehind(inner);
      return embedding ? [embedding] : [];
    },
  );
  const rowsOf = (layer: Layer) => (layer.getConfig() as { readonly inputDim: number }).inputDim;
  return found.toSorted((a, b) => rowsOf(a) - rowsOf(b))[0];
}
