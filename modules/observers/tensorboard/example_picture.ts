import type { ExampleSample } from "../../../core/mod.ts";
import { exampleOf, shadeOf, verdicts } from "../_examples/mod.ts";
import type { Picture } from "./png.ts";

/** Frames of examples, in points and colors: what the network says is right, wrong, or not to be judged. */
const FRAME = {
  width: 2,
  right: [44, 160, 44],
  wrong: [214, 39, 40],
  open: [160, 160, 160],
} as const;

/** Length of an image's side at most: larger ones are drawn with fewer points. */
const MOST_SIDE = 128;

/** Draws images side by side, in frames that say whether the network is right. */
export function examplePicture(sample: ExampleSample): Picture {
  const { input, size } = sample;
  const [rows, columns, channels] = input.shape as [number, number, number];
  const every = Math.ceil(Math.max(rows, columns) / MOST_SIDE);
  const height = Math.ceil(rows / every) + 2 * FRAME.width;
  const width = Math.ceil(columns / every) + 2 * FRAME.width;
  const across = Math.ceil(Math.sqrt(size));
  const down = Math.ceil(size / across);
  const picture = {
    width: width * across,
    height: height * down,
    rgb: new Uint8Array(width * across * height * down * 3).fill(255),
  };
  const judged = verdicts(sample);
  const shade = shadeOf(input.values);
  for (let at = 0; at < size; at++) {
    const values = exampleOf(input, at);
    const frame = frameOf(judged?.[at]);
    const left = (at % across) * width;
    const top = Math.floor(at / across) * height;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const row = (y - FRAME.width) * every;
        const column = (x - FRAME.width) * every;
        const inside = row >= 0 && row < rows && column >= 0 && column < columns;
        const from = (row * columns + column) * channels;
        const color = inside
          ? [0, 1, 2].map((c) => shade(values[from + (c % channels)] ?? 0))
          : frame;
        picture.rgb.set(color, ((top + y) * picture.width + left + x) * 3);
      }
    }
  }
  return picture;
}

/** A table of what the network says, as Markdown. */
export function exampleTable(sample: ExampleSample): string | undefined {
  const name = (id: number) => (sample.categories?.[id] ?? String(id)).replaceAll("|", "\\|");
  const lines = verdicts(sample)?.map(({ said, truth }, at) => {
    const mark = said === truth ? "right" : "wrong";
    return `| ${at + 1} | ${name(truth)} | ${name(said)} | ${mark} |`;
  });
  return (
    lines && ["| example | is | predicted | |", "| --- | --- | --- | --- |", ...lines].join("\n")
  );
}

function frameOf(verdict: { readonly said: number; readonly truth: number } | undefined) {
  if (!verdict) return FRAME.open;
  return verdict.said === verdict.truth ? FRAME.right : FRAME.wrong;
}
