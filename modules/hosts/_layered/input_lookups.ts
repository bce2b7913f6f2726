import { isModel, layersOf } from "../../../core/layers/mod.ts";
import type { InputLookup } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { TiedEmbedding } from "../../_layers/mod.ts";

type Layer = tf.layers.Layer;

/** Classes of layers that look ids up. */
const EMBEDDINGS = ["Embedding", TiedEmbedding.className];

/** For each input of `model`, the embedding that reads it first; undefined for inputs that none reads. */
export function inputLookups(model: tf.LayersModel): readonly (InputLookup | undefined)[] {
  const paths = new Map(layersOf(model).map(({ path, layer }) => [layer, path]));
  return model.inputs.map((input) => {
    const embedding = embeddingBehind(input);
    if (!embedding) return undefined;
    return { layer: paths.get(embedding) ?? embedding.name, rows: rowsOf(embedding) };
  });
}

/** The embedding that reads `input` directly; of several, the one with the fewest rows. */
function embeddingBehind(input: tf.SymbolicTensor): Layer | undefined {
  const found = input.sourceLayer.outboundNodes.flatMap(
    ({ outboundLayer, inputTensors }): Layer[] => {
      if (EMBEDDINGS.includes(outboundLayer.getClassName())) return [outboundLayer];
      if (!isModel(outboundLayer)) return [];
      const inner = outboundLayer.inputs[inputTensors.indexOf(input)];
      const embedding = inner && embeddingBehind(inner);
      return embedding ? [embedding] : [];
    },
  );
  return found.toSorted((a, b) => rowsOf(a) - rowsOf(b))[0];
}

function rowsOf(embedding: Layer): number {
  const { inputDim, vocabulary } = embedding.getConfig() as Readonly<Record<string, number>>;
  return (inputDim ?? vocabulary) as number;
}
