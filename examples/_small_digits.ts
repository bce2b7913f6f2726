import { digits } from "tolaria";
import { DATA_SOURCE, type Dataset } from "tolaria/ports";
import { Container } from "../deps.ts";

/** Pixels of a side of a digit. */
export const SIDE = 14;

/** Pixels of a digit. */
export const PIXELS = SIDE ** 2;

/** Handwritten digits at half their size. */
export interface SmallDigits {
  /** Brightness of each pixel from 0 to 1, digit by digit. */
  readonly images: Float32Array;
  /** What each is. */
  readonly labels: Int32Array;
}

/** Reads the digits of the package, each pixel the mean of four. */
export async function smallDigits(): Promise<SmallDigits> {
  const container = new Container();
  container.load(digits());
  const { train } = await container.get(DATA_SOURCE).open(0);
  const [images, labels] = await allOf(train);
  const small = new Float32Array((images.length / 4) | 0);
  for (let at = 0; at < small.length; at++) {
    const digit = Math.floor(at / PIXELS);
    const [row, column] = [Math.floor((at % PIXELS) / SIDE), at % SIDE];
    const first = digit * 4 * PIXELS + 4 * SIDE * row + 2 * column;
    const four = [first, first + 1, first + 2 * SIDE, first + 2 * SIDE + 1];
    small[at] = four.reduce((sum, from) => sum + (images[from] as number), 0) / 4;
  }
  return { images: small, labels };
}

async function allOf(dataset: Dataset): Promise<[Float32Array, Int32Array]> {
  const every = Uint32Array.from({ length: dataset.size }, (_, at) => at);
  const { inputs, targets } = await dataset.gather(every);
  return [inputs[0] as Float32Array, targets[0] as Int32Array];
}
