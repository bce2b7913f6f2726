import { readFile } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { ColumnReport } from "../../../core/mod.ts";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import {
  Augmentation,
  type DecoderName,
  ImageReader,
  installedDecoder,
  type Picture,
  toPicture,
} from "../_image/mod.ts";
import type { ImageJson } from "./column_json.ts";
import { exampleStream } from "./example_stream.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldFit,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  type Place,
  type PreparedField,
} from "./field.ts";
import type { Value } from "./value.ts";

/** What is kept of a column of images. */
interface ImageFitted {
  /** Another decoder may round otherwise, so a run resumes with the same one, and so does a model predict. */
  readonly decoder: DecoderName;
}

/** Nothing is learnt from images. */
class ImageFit implements FieldFit {
  readonly idle = true;
  readonly #decoder: DecoderName | undefined;
  readonly #images: Images;

  constructor(spec: ImageJson, use: FieldUse) {
    this.#decoder = spec.decoder;
    this.#images = new Images(spec, use, spec.decoder);
  }

  add(): void {}

  async check(values: readonly Value[], records: Uint32Array, place: Place): Promise<void> {
    for (const [at, value] of values.entries()) {
      await this.#images.read(value, () => place(records[at] as number));
    }
  }

  state(): null {
    return null;
  }

  merge(): void {}

  finish(): ImageFitted {
    return { decoder: this.#decoder ?? installedDecoder() };
  }
}

class PreparedImage implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype = "float32";
  readonly draws: boolean;
  readonly #spec: ImageJson;
  readonly #fitted: ImageFitted;
  readonly #images: Images;
  readonly #factors: readonly number[];
  readonly #offsets: readonly number[];
  #augmentation: Promise<Augmentation> | undefined;

  constructor(spec: ImageJson, fitted: ImageFitted, use: FieldUse) {
    const { size, channels, scale, mean = [], std = [] } = spec;
    this.shape = [...size, channels];
    this.draws = (spec.augment ?? []).length > 0;
    this.#spec = spec;
    this.#fitted = fitted;
    this.#images = new Images(spec, use, fitted.decoder);
    const each = Array.from({ length: channels }, (_, at) => at);
    this.#factors = each.map((at) => scale / (std[at] ?? 1));
    this.#offsets = each.map((at) => -(mean[at] ?? 0) / (std[at] ?? 1));
  }

  async write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords) {
    const augmentation = await this.#augmentationFor(batch);
    for (const [at, value] of values.entries()) {
      const record = batch.records[at] as number;
      const place = () => batch.place(record);
      const picture = toPicture(await this.#images.read(value, place));
      const { data } =
        augmentation && batch.draw !== undefined
          ? augmented(augmentation, picture, batch.draw, record, place)
          : picture;
      this.#scale(data, out as Float32Array, offset + at * stride);
    }
  }

  decode(outputs: ArrayLike<number>): Decoded {
    return { value: Array.from(outputs) };
  }

  takeCounts(): FieldCounts {
    return { missing: 0, unknown: 0 };
  }

  report(): ColumnReport {
    const { size, channels, fit, augment = [] } = this.#spec;
    const kind = channels === 1 ? "grey" : "color";
    const steps = augment.map(({ step }) => `, ${step}`).join("");
    return {
      preparation: `${size.join(" x ")} ${kind}, ${fit}, decoded by ${this.#fitted.decoder}${steps}`,
    };
  }

  /** Augments training examples alone. */
  #augmentationFor({ draw }: BatchRecords): Promise<Augmentation> | undefined {
    const { augment = [], background } = this.#spec;
    if (draw === undefined || augment.length === 0) return undefined;
    this.#augmentation ??= Augmentation.load(augment, background);
    return this.#augmentation;
  }

  #scale(data: Float32Array, out: Float32Array, from: number): void {
    const channels = this.#factors.length;
    for (let at = 0; at < data.length; at++) {
      const channel = at % channels;
      const value = (data[at] as number) * (this.#factors[channel] as number);
      out[from + at] = value + (this.#offsets[channel] as number);
    }
  }
}

function augmented(
  augmentation: Augmentation,
  picture: Picture,
  draw: number,
  record: number,
  place: () => string,
): Picture {
  try {
    return augmentation.apply(picture, exampleStream(draw, record));
  } catch (error) {
    const message = errorMessage(messageOf(error), `augment the image of ${place()}`);
    throw new TolariaError("data/invalid", message, { cause: error });
  }
}

/** Reads the images of a field: bytes, or paths of files. */
class Images {
  readonly #spec: ImageJson;
  readonly #use: FieldUse;
  readonly #decoder: DecoderName | undefined;
  #reader: Promise<ImageReader> | undefined;

  constructor(spec: ImageJson, use: FieldUse, decoder: DecoderName | undefined) {
    this.#spec = spec;
    this.#use = use;
    this.#decoder = decoder;
  }

  /** @throws {TolariaError} `data/corrupt` if the image cannot be read, `data/invalid` if there is none. */
  async read(value: Value | undefined, place: () => string) {
    const { size, ...shape } = this.#spec;
    const [height, width] = size;
    this.#reader ??= ImageReader.open({ ...shape, height, width }, this.#decoder);
    const reader = await this.#reader;
    const bytes = value instanceof Uint8Array ? value : await this.#file(value, place);
    try {
      return await reader.read(bytes);
    } catch (error) {
      throw this.#broken(error, place);
    }
  }

  async #file(value: Value | undefined, place: () => string): Promise<Uint8Array> {
    const { folder } = this.#spec;
    if (typeof value !== "string" || folder === undefined) {
      const rule = `the bytes of an image${folder === undefined ? `, or a path within "folder"` : " or a path"}`;
      throw badValue(this.#use, rule, value, place());
    }
    const path = resolve(folder, value);
    if (!path.startsWith(resolve(folder) + sep)) {
      throw badValue(this.#use, `a path within "${folder}"`, value, place());
    }
    try {
      return await readFile(path);
    } catch (error) {
      throw this.#broken(error, place);
    }
  }

  #broken(error: unknown, place: () => string): TolariaError {
    const action = `read the image in field "${this.#use.field}" of ${place()}`;
    return new TolariaError("data/corrupt", errorMessage(messageOf(error), action), {
      cause: error,
    });
  }
}

/** Images by their bytes, or the paths of their files. */
export const IMAGE: FieldKind<ImageJson, ImageFitted> = {
  fit: (spec, use) => new ImageFit(spec, use),
  prepare: (spec, fitted, use) => new PreparedImage(spec, fitted, use),
};
