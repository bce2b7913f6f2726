import { errorMessage, TolariaError, unknownName } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";
import { type CompiledModel, compiledModel } from "./compiled_model.ts";
import type { FitTensors } from "./examples.ts";
import { FitCallbacks, type FitParams, standardCallbacks } from "./fit_callbacks.ts";
import { endsOf, fitData, readExamples } from "./fit_data.ts";
import { LentTensors } from "./lent_tensors.ts";
import { type CheckedFitOptions, checkFitOptions, type FitOptions } from "./options.ts";
import { type FitHistory, runFit } from "./run_fit.ts";

/**
 * Trains a compiled model on tensors: what `model.fit(x, y, options)` does, on Tolaria's backend, with its recovery and
 * its report.
 *
 * Takes over the loss, metrics and optimizer that the model was compiled with, and what that optimizer remembers; the
 * model keeps the trained weights, and its optimizer goes on from here. The tensors stay yours. On the way in which it
 * differs from `model.fit`, see docs/from_fit.md.
 *
 * @param x Inputs, [N, ...]: a tensor, a list, or tensors by the name of the input.
 * @param y Targets, [N, ...], likewise.
 * @returns tfjs's `History`, with the run's report as `report`.
 * @throws {TolariaError} `options/invalid` for a model that is not compiled or an option that cannot be supported,
 * `data/invalid`, `host/unsupported`; and what a run throws.
 *
 * @example
 * ```ts run
 * import { fit, tf } from "tolaria";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
 * model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
 * const x = tf.tensor2d([1, 2, 3, 4], [4, 1]);
 * const y = tf.tensor2d([1, 3, 5, 7], [4, 1]);
 * const { history } = await fit(model, x, y, { epochs: 3 });
 * console.log(history.loss);
 * ```
 */
export async function fit(
  model: tf.LayersModel,
  x: FitTensors,
  y: FitTensors,
  options: FitOptions = {},
): Promise<FitHistory> {
  const compiled = compiledModel(model);
  const checked = checkFitOptions(options);
  return whileTraining(compiled, () => fitTensors(compiled, x, y, checked));
}

async function fitTensors(
  compiled: CompiledModel,
  x: FitTensors,
  y: FitTensors,
  options: CheckedFitOptions,
): Promise<FitHistory> {
  const { batchSize, epochs, initialEpoch, shuffle } = options;
  const data = await readExamples(compiled.model, { ...options, x, y });
  const stop = new AbortController();
  const lent = new LentTensors();
  const callbacks = new FitCallbacks(
    compiled.model,
    standardCallbacks(options.callbacks, options.yieldEvery),
    paramsOf(compiled, options, {
      samples: data.train.size,
      batchSize,
      doValidation: data.validation !== undefined,
    }),
    { initialEpoch, batchesPerEpoch: Math.ceil(data.train.size / batchSize), sizesAhead: false },
    { stop: () => stop.abort(), around: (work) => lent.watch(work) },
  );
  return runFit({
    compiled,
    lent,
    data: fitData(data),
    targets: {
      columns: endsOf(compiled.model).outputs.columns,
      factors: lossFactors(compiled, options.lossWeights),
      weights: data.weights,
    },
    callbacks,
    stop,
    settings: { batchSize, validationBatchSize: batchSize, shuffle },
    options,
    epochs: epochs - initialEpoch,
  });
}

/** What callbacks find in `params`. */
export function paramsOf(
  { metrics }: CompiledModel,
  { epochs, initialEpoch, verbose }: Pick<CheckedFitOptions, "epochs" | "initialEpoch" | "verbose">,
  own: FitParams & { readonly doValidation: boolean },
): FitParams {
  const names = ["loss", ...metrics.map(({ name }) => name)];
  const validated = own.doValidation ? names.map((name) => `val_${name}`) : [];
  return { epochs, initialEpoch, verbose, ...own, metrics: [...names, ...validated] };
}

/** Factor of each output's loss. @throws {TolariaError} `options/invalid` for an output that does not exist. */
export function lossFactors(
  { model }: CompiledModel,
  given: CheckedFitOptions["lossWeights"],
): readonly number[] {
  const names = model.outputNames;
  if (given === undefined) return names.map(() => 1);
  if (Array.isArray(given)) {
    if (given.length === names.length) return given as readonly number[];
    throw invalid(`"lossWeights" must have ${names.length} numbers, but has ${given.length}`);
  }
  const named = given as Readonly<Record<string, number>>;
  const unknown = Object.keys(named).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(unknownName("output", unknown, names));
  return names.map((name) => named[name] ?? 1);
}

function invalid(reason: string): TolariaError {
  return new TolariaError("options/invalid", errorMessage(reason, "fit"));
}

/** Does `work` while nothing else trains the model. @throws {TolariaError} `trainer/running` if something does. */
export async function whileTraining<T>(
  { model }: CompiledModel,
  work: () => Promise<T>,
): Promise<T> {
  const inside = model as unknown as { isTraining: boolean };
  if (inside.isTraining) {
    throw new TolariaError(
      "trainer/running",
      "Another fit of this model is in progress: await it first. Cannot fit.",
    );
  }
  inside.isTraining = true;
  try {
    return await work();
  } finally {
    inside.isTraining = false;
  }
}
