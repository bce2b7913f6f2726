import { digits } from "tolaria";
import type { ArrayExamples } from "tolaria/data";
import { DATA_SOURCE, type Dataset, RandomStream } from "tolaria/ports";
import { Container } from "../deps.ts";

const DIGIT = 28;
const CANVAS = 36;
const DIGIT_PIXELS = DIGIT ** 2;
const CANVAS_PIXELS = CANVAS ** 2;

/** Pairs of digits on one canvas, with the class of the left and that of the right one. */
export interface TwoDigits {
  readonly train: ArrayExamples;
  readonly validation: ArrayExamples;
}

/** How many pairs to make. */
export interface TwoDigitsSize {
  readonly train: number;
  readonly validation: number;
}

/**
 * MultiMNIST from the digits of the package: each example is two digits, drawn by `seed`, one at the upper left
 * and one at the lower right of a canvas of 36 x 36, so that they overlap in 20 x 20 pixels; where they do, the
 * brighter one shows. No digit is in both splits.
 *
 * @see Sabour et al. 2017, arXiv:1710.09829, section 6; Sener and Koltun 2018, arXiv:1810.04650, section 5.1.
 */
export async function twoDigits(seed: number, size: TwoDigitsSize): Promise<TwoDigits> {
  const container = new Container();
  container.load(digits({ validation: 2_000 }));
  const { train, validation } = await container.get(DATA_SOURCE).open(0);
  const random = new RandomStream(seed, "pairs");
  return {
    train: await pairsOf(train, size.train, random),
    validation: await pairsOf(validation as Dataset, size.validation, random),
  };
}

async function pairsOf(
  digits: Dataset,
  count: number,
  random: RandomStream,
): Promise<ArrayExamples> {
  const rows = Uint32Array.from({ length: 2 * count }, () => random.below(digits.size));
  const read = await digits.gather(rows);
  const [pixels, classes] = [read.inputs[0], read.targets[0]] as [Float32Array, Int32Array];
  const canvases = new Float32Array(count * CANVAS_PIXELS);
  for (let pair = 0; pair < count; pair++) {
    const canvas = canvases.subarray(pair * CANVAS_PIXELS, (pair + 1) * CANVAS_PIXELS);
    for (const side of [0, 1]) {
      const from = (2 * pair + side) * DIGIT_PIXELS;
      draw(pixels.subarray(from, from + DIGIT_PIXELS), canvas, side * (CANVAS - DIGIT));
    }
  }
  const classesOf = (side: number) =>
    Int32Array.from({ length: count }, (_, pair) => classes[2 * pair + side] as number);
  return {
    inputs: { canvas: { values: canvases, shape: [CANVAS, CANVAS, 1] } },
    targets: {
      left: { values: classesOf(0), classes: 10 },
      right: { values: classesOf(1), classes: 10 },
    },
  };
}

/** Puts a digit on the canvas, `offset` pixels down and to the right. */
function draw(digit: Float32Array, canvas: Float32Array, offset: number): void {
  for (let y = 0; y < DIGIT; y++) {
    for (let x = 0; x < DIGIT; x++) {
      const at = (y + offset) * CANVAS + x + offset;
      canvas[at] = Math.max(canvas[at] as number, digit[y * DIGIT + x] as number);
    }
  }
}
