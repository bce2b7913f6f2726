import type { ConfusionMatrix, ExampleSample, ValueSample } from "../../../core/mod.ts";
import { areImages } from "../_examples/mod.ts";
import { confusionPicture } from "./confusion_picture.ts";
import type { EventContent } from "./event_file.ts";
import { examplePicture, exampleTable } from "./example_picture.ts";
import { type Histogram, histogramOf } from "./histogram.ts";
import type { ToTensorboard } from "./messages.ts";

/** An event: what it holds, and its step. */
interface Event {
  readonly step: number;
  readonly content: EventContent;
}

/** Events that a message becomes. */
export function contentsOf(
  message: Exclude<ToTensorboard, { readonly steps: unknown } | { readonly end: unknown }>,
): readonly Event[] {
  if ("values" in message) return [ofValues(message.values)];
  if ("examples" in message) return ofExamples(message.examples);
  const { step } = message;
  if ("matrices" in message)
    return ofMatrices(message.matrices).map((content) => ({ step, content }));
  return [{ step, content: message }];
}

function ofValues({ step, tensors, weights, gradients }: ValueSample): Event {
  const histograms: [string, Histogram][] = [];
  let at = 0;
  for (const { name, count } of tensors) {
    for (const [kind, all] of Object.entries({ weights, gradients })) {
      const histogram = histogramOf(all.subarray(at, at + count));
      if (histogram) histograms.push([`${kind}/${name}`, histogram]);
    }
    at += count;
  }
  return { step, content: { histograms } };
}

function ofExamples(sample: ExampleSample): readonly Event[] {
  if (!areImages(sample)) return [];
  const { step } = sample;
  const image = { step, content: { image: ["examples", examplePicture(sample)] as const } };
  const table = exampleTable(sample);
  if (table === undefined) return [image];
  return [image, { step, content: { text: ["examples", table] as const } }];
}

function ofMatrices(matrices: Readonly<Record<string, ConfusionMatrix>>): readonly EventContent[] {
  return Object.entries(matrices).flatMap(([name, matrix]) => {
    const picture = confusionPicture(matrix);
    return picture ? [{ image: [`epoch/val_${name}`, picture] as const }] : [];
  });
}
