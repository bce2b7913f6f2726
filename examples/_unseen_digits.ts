import { digits } from "tolaria";
import { DATA_SOURCE, type Dataset } from "tolaria/ports";
import { Container } from "../deps.ts";

const SHADES = " .:-=+*#%@";
const SIDE = 28;

/** A handwritten digit. */
export interface Digit {
  /** Brightness of each pixel, [28 * 28], from 0 to 1. */
  readonly image: Float32Array;
  /** What it is. */
  readonly label: number;
}

/** Some of the digits that a training with `seed` set apart: the network has never seen them. */
export async function unseenDigits(seed: number, count: number): Promise<readonly Digit[]> {
  const container = new Container();
  container.load(digits());
  const { validation } = await container.get(DATA_SOURCE).open(seed);
  const { size, gather } = bound(validation as Dataset);
  const indices = Uint32Array.from({ length: count }, () => Math.floor(Math.random() * size));
  const { inputs, targets } = await gather(indices);
  return Array.from(indices, (_, at) => ({
    image: (inputs[0] as Float32Array).subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE),
    label: targets[0]?.[at] as number,
  }));
}

function bound(dataset: Dataset): Pick<Dataset, "size" | "gather"> {
  return { size: dataset.size, gather: (indices) => dataset.gather(indices) };
}

/** Draws images side by side, with a line of text under each; a character is as high as two pixels. */
export function draw(images: readonly Float32Array[], captions: readonly string[]): string {
  const rows = Array.from({ length: SIDE / 2 }, (_, row) =>
    images.map((image) => drawRow(image, 2 * row)).join("  "),
  );
  const caption = captions.map((text) => text.padEnd(SIDE)).join("  ");
  return [...rows, caption.trimEnd()].join("\n");
}

function drawRow(image: Float32Array, row: number): string {
  return Array.from({ length: SIDE }, (_, column) => {
    const [upper = 0, lower = 0] = [row, row + 1].map((y) => image[y * SIDE + column]);
    return SHADES[Math.round(((upper + lower) / 2) * (SHADES.length - 1))];
  }).join("");
}
