import { type ModelDescription, RandomStream, withSeededMathRandom } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  type PlainRecord,
  PreparationFit,
  recordsToValues,
} from "../../../modules/data/_preparation/mod.ts";
import { category, columns, number } from "../../../modules/mod.ts";

/** Records of two species, one of them heavier. */
export const RECORDS: readonly PlainRecord[] = Array.from({ length: 8 }, (_, at) => ({
  mass: at % 2 === 0 ? 3_000 + 10 * at : 5_000 + 10 * at,
  island: ["Dream", "Biscoe", "Torgersen"][at % 3],
  species: at % 2 === 0 ? "Adelie" : "Gentoo",
}));

/** A network on {@link RECORDS} with what was fitted to them; its weights are random and always the same. */
export function preparedModel(): {
  readonly model: tf.LayersModel;
  readonly description: ModelDescription;
} {
  const table = {
    inputs: {
      features: columns({
        mass: number().impute("mean").standardize(),
        island: category().oneHot(),
      }).toJSON(),
    },
    targets: { species: category().toJSON() },
  };
  const fit = new PreparationFit(table);
  fit.add(
    recordsToValues(RECORDS, fit.fields),
    Uint32Array.from(RECORDS, (_, at) => at),
  );
  const preparation = fit.finish();
  const model = withSeededMathRandom(new RandomStream(3, "weights"), () =>
    tf.sequential({
      layers: [tf.layers.dense({ name: "logits", units: 2, inputShape: [4] })],
    }),
  );
  return {
    model,
    description: {
      host: "penguins",
      inputs: preparation.inputs,
      targets: preparation.targets,
      preparation: preparation.toJSON(),
      objective: { name: "softmax-cross-entropy", provider: "softmaxCrossEntropy" },
      seed: 5,
    },
  };
}
