import { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { readsLate } from "../late_reads/fetch_values.ts";
import type { PassControl } from "../metrics/evaluate_pass.ts";
import type { DataSplits, Dataset } from "../ports/dataset.ts";
import type { ExampleSample, SampledColumn } from "../ports/reports/samples.ts";
import { sampleTexts } from "./sample_texts.ts";

/** Numbers of all inputs, and of all outputs, in a sample at most. */
const MOST_NUMBERS = 2 ** 20;

/** Shows observers the first examples of a pass over the validation, if one wants some. */
export function takeExamples(
  { validation, tokenizer }: Pick<DataSplits, "validation" | "tokenizer">,
  progress: { readonly step: number },
  reporter: {
    readonly wantedExamples: number;
    examples(sample: ExampleSample): void;
  },
): PassControl["onOutputs"] {
  let wanted = reporter.wantedExamples;
  if (wanted === 0 || !validation) return undefined;
  return (batch, outputs) => {
    if (wanted === 0) return;
    const sample = sampleExamples(wanted, progress.step, batch, outputs, validation);
    const texts = sample && tokenizer && sampleTexts(sample, tokenizer);
    wanted = 0;
    if (sample) reporter.examples(texts ? { ...sample, texts } : sample);
  };
}

/** Samples the first examples of a batch, with what the network says. Undefined if it has no inputs or one is too large. */
export function sampleExamples(
  wanted: number,
  step: number,
  { inputs: [input], targets: [target], size: available }: Batch,
  [output]: readonly tf.Tensor[],
  { targets: [column] }: Pick<Dataset, "targets">,
): ExampleSample | undefined {
  if (!input || !output) return undefined;
  const fit = Math.floor((MOST_NUMBERS * available) / Math.max(1, input.size, output.size));
  if (fit === 0) return undefined;
  const size = Math.min(wanted, available, fit);
  return {
    step,
    size,
    input: first(input, size),
    output: first(output, size),
    ...(target && { target: first(target, size) }),
    ...(column?.classes !== undefined && { classes: column.classes }),
    ...(column?.categories && { categories: column.categories }),
  };
}

function first(tensor: tf.Tensor, size: number): SampledColumn {
  const shape = tensor.shape.slice(1);
  if (readsLate()) {
    // All of it was fetched with the batch.
    const numbers = shape.reduce((product, extent) => product * extent, size);
    return { shape, values: Float32Array.from(tensor.dataSync().subarray(0, numbers)) };
  }
  const values = tf.tidy(() => Float32Array.from(tensor.slice(0, size).dataSync()));
  return { shape, values };
}
