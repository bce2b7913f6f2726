import type { ContainerModule } from "../../../deps.ts";
import { arrays } from "../../../modules/mod.ts";

const [SIDE, CLASSES] = [12, 10];

/** A wave across an image for each class, as many pixels long as its number and two. */
const wave = (label: number, at: number) => (Math.sin((at % SIDE) / (label + 2)) + 1) / 2;

/**
 * Small images that cost nothing to make: reading real digits takes longer than training on a few.
 *
 * @param train Images to train on.
 * @param validation Others to validate on.
 */
export function fewImages(train: number, validation: number): ContainerModule {
  const part = (size: number) => ({
    inputs: {
      image: {
        values: Float32Array.from({ length: size * SIDE * SIDE }, (_, at) =>
          wave(Math.floor(at / SIDE / SIDE) % CLASSES, at),
        ),
        shape: [SIDE, SIDE, 1],
      },
    },
    targets: {
      label: {
        values: Int32Array.from({ length: size }, (_, at) => at % CLASSES),
        classes: CLASSES,
      },
    },
  });
  return arrays({ ...part(train), validation: part(validation) });
}
