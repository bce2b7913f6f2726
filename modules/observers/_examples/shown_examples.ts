import type { ExampleSample, Json, JsonObject } from "../../../core/mod.ts";
import { areImages, exampleOf, shadeOf, verdicts } from "./verdicts.ts";

/** Examples that are shown at most, and bytes of all their pixels. */
export const MOST_EXAMPLES = 16;
const MOST_BYTES = 48 << 10;

/** Characters of a text, and of a name. */
const MOST_TEXT = 500;
const MOST_NAME = 100;

/**
 * A sample of images or texts as plain data of at most some 100 KiB: images as bytes in base64, row-major, 0 for the least value
 * of the sample and 255 for its greatest. Undefined for a sample of anything else.
 */
export function shownExamples(sample: ExampleSample): JsonObject | undefined {
  const { step, texts } = sample;
  if (texts) return { step, examples: texts.slice(0, MOST_EXAMPLES).map(textOf) };
  return areImages(sample) ? { step, ...imagesOf(sample) } : undefined;
}

function textOf({
  text,
  truth,
  predicted,
  right,
  sureness,
}: Required<ExampleSample>["texts"][number]) {
  return {
    text: text.slice(-MOST_TEXT),
    truth: truth.slice(0, MOST_NAME),
    predicted: predicted.slice(0, MOST_NAME),
    right,
    sureness: finite(sureness),
  };
}

function imagesOf(sample: ExampleSample): JsonObject {
  const { input, categories } = sample;
  const [rows, columns, channels] = input.shape as [number, number, number];
  const size = Math.min(sample.size, MOST_EXAMPLES);
  const every = strideFor(rows, columns, (MOST_BYTES / size / channels) | 0);
  const name = (id: number) => (categories?.[id] ?? String(id)).slice(0, MOST_NAME);
  const shade = shadeOf(input.values);
  const judged = verdicts(sample);
  const examples = Array.from({ length: size }, (_, at): JsonObject => {
    const pixels = pixelsOf(exampleOf(input, at), [rows, columns, channels], every, shade);
    const verdict = judged?.[at];
    if (!verdict) return { pixels };
    const { said, truth, sureness } = verdict;
    const right = said === truth;
    return { pixels, truth: name(truth), predicted: name(said), right, sureness: finite(sureness) };
  });
  const [height, width] = [Math.ceil(rows / every), Math.ceil(columns / every)];
  return { height, width, channels, examples };
}

/** Every how many points one is kept in each direction, so that they fit. */
function strideFor(rows: number, columns: number, most: number): number {
  let every = 1;
  while (Math.ceil(rows / every) * Math.ceil(columns / every) > most) every += 1;
  return every;
}

function pixelsOf(
  values: Float32Array,
  [rows, columns, channels]: readonly [number, number, number],
  every: number,
  shade: (value: number) => number,
): string {
  const bytes: number[] = [];
  for (let row = 0; row < rows; row += every) {
    for (let column = 0; column < columns; column += every) {
      const from = (row * columns + column) * channels;
      for (let c = 0; c < channels; c++) bytes.push(shade(values[from + c] ?? 0));
    }
  }
  return Buffer.from(bytes).toString("base64");
}

function finite(value: number): Json {
  return Number.isFinite(value) ? value : null;
}
