import type { RandomStream } from "../../../core/worker.ts";
import type { AugmentStep } from "./augment_step.ts";
import { flip, rotate, shift } from "./geometry.ts";
import { brighten, cutOut, spread } from "./light.ts";
import { type Picture, pixelOf } from "./picture.ts";
import type { Color } from "./pixels.ts";

/**
 * A function of a user's own that changes a picture: returns another one of the same size, or the same one changed in place.
 *
 * It must draw random numbers from `random` alone, which follow from seed, epoch and example: then a run resumes to the same
 * bits.
 */
export type AugmentPicture = (picture: Picture, random: RandomStream) => Picture;

type Change = (picture: Picture, random: RandomStream) => Picture;

/** The steps of an augmentation, ready to be used. */
export class Augmentation {
  readonly #changes: readonly Change[];

  private constructor(changes: readonly Change[]) {
    this.#changes = changes;
  }

  /**
   * Makes the steps ready.
   *
   * @param background Color of what comes into the picture from outside.
   * @throws {Error} If a module cannot be loaded, or has no function as its default export.
   */
  static async load(steps: readonly AugmentStep[], background: Color): Promise<Augmentation> {
    return new Augmentation(await Promise.all(steps.map((step) => changeOf(step, background))));
  }

  /** Changes a picture step by step. */
  apply(picture: Picture, random: RandomStream): Picture {
    return this.#changes.reduce((changed, change) => change(changed, random), picture);
  }
}

async function changeOf(step: AugmentStep, background: Color): Promise<Change> {
  const outside = ({ channels }: Picture) => pixelOf(background, channels);
  switch (step.step) {
    case "flip":
      return (picture, random) =>
        random.next() < step.probability ? flip(picture, step.axis) : picture;
    case "crop":
      return (picture, random) => {
        const offset = () => random.below(2 * step.padding + 1) - step.padding;
        const [x, y] = [offset(), offset()];
        return shift(picture, x, y, outside(picture));
      };
    case "rotate":
      return (picture, random) => rotate(picture, around(random, step.degrees), outside(picture));
    case "brightness":
      return (picture, random) => brighten(picture, 1 + around(random, step.amount));
    case "contrast":
      return (picture, random) => spread(picture, 1 + around(random, step.amount));
    case "cutout":
      return (picture, random) => {
        const [x, y] = [random.below(picture.width), random.below(picture.height)];
        return cutOut(picture, step.size, x, y);
      };
    case "module":
      return ownChange(step.url);
  }
}

/** A number in [-limit, limit). */
function around(random: RandomStream, limit: number): number {
  return (2 * random.next() - 1) * limit;
}

async function ownChange(url: string): Promise<Change> {
  const { default: own }: { default?: AugmentPicture } = await import(url);
  if (typeof own !== "function") {
    throw new Error(`the default export of "${url}" must be a function, but is ${typeof own}`);
  }
  return (picture, random) => {
    const made = own(picture, random);
    const same = made.channels === picture.channels && made.data.length === picture.data.length;
    if (same && made.width === picture.width) return made;
    throw new Error(`the function of "${url}" must keep the picture's size`);
  };
}
