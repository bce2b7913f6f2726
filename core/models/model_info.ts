import { z } from "../../deps.ts";
import { type Json, JsonNumberSchema, type JsonObject } from "../json.ts";
import type { Column } from "../ports/dataset.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";

/** What is in `format` of a `tolaria.json`. */
export const MODEL_FORMAT = "tolaria-model";

/** Version of the form of `tolaria.json`. */
export const MODEL_VERSION = 1;

/** Which weights of a run a model has: of its best epoch, of its last step, or their running average. */
export type SavedWeights = "best" | "last" | "average";

/** A column as it is written, with the names of its classes. */
export interface SavedColumn extends Omit<Column, "classes"> {
  /** Number of classes or ids where the column holds such. */
  readonly classes?: number | undefined;
  /** Names of the classes in the order of their ids. */
  readonly categories?: readonly string[] | undefined;
}

/** A seed that is in the model as layers. */
export interface SavedSeed {
  /** Slot that it grew in. */
  readonly slot: string;
  /** Prefix of its layers. */
  readonly name: string;
  /** Its share of the slot's output, in (0, 1]; below 1 it was saved while it was blended in. */
  readonly share: number;
}

/** What a model folder says of its model besides layers and weights: its `tolaria.json`. */
export interface ModelInfo {
  /** Tells a `tolaria.json` from other files of that name. */
  readonly format: "tolaria-model";
  /** Version of the file's form. */
  readonly version: 1;
  /** Version of Tolaria that wrote it. */
  readonly tolaria: string;
  /** Name of the network. */
  readonly host: string;
  /** What the folder holds: `weights` alone, by name, of a network that is not made of layers. @default "layers" */
  readonly contents?: "layers" | "weights" | undefined;
  /** What goes into the network, in the order of its inputs; empty if the model was saved without its data. */
  readonly inputs: readonly SavedColumn[];
  /** What is to come out of it, likewise. */
  readonly targets: readonly SavedColumn[];
  /** What was fitted on the training examples, and is applied again before a prediction. */
  readonly preparation?: Json | undefined;
  /** What it was trained on. */
  readonly objective?:
    | {
        readonly name: string;
        /** Function of the built-in provider that makes it; undefined for one of the user's own. */
        readonly provider?: string | undefined;
        /** Options of that function. */
        readonly options?: Json | undefined;
      }
    | undefined;
  /** Loss and metrics of its epoch. */
  readonly metrics?:
    | { readonly train: PassReport; readonly validation?: PassReport | undefined }
    | undefined;
  /** Which weights they are. @default "last" */
  readonly weights: SavedWeights;
  /** Epochs that were completed when the network had these weights. */
  readonly epoch?: number | undefined;
  /** Updates done by then. */
  readonly step?: number | undefined;
  /** Seed of the run. */
  readonly seed?: number | undefined;
  /** Seeds that grew in it. */
  readonly seeds: readonly SavedSeed[];
  /** sha256 of each other file of the folder, by its name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** What is known of a model that is to be saved. */
export type ModelDescription = Partial<
  Omit<ModelInfo, "format" | "version" | "tolaria" | "contents" | "hashes" | "metrics">
> & {
  readonly metrics?: ModelInfo["metrics"];
  /** What makes ids of text, as its `toJson()` gives it: the folder's `tokenizer.json`. */
  readonly tokenizer?: JsonObject | undefined;
};

const column = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(["float32", "int32"]),
  classes: z.int().min(1).optional(),
  categories: z.array(z.string()).optional(),
});

const pass = z.looseObject({
  loss: JsonNumberSchema.transform(Number),
  metrics: z.record(z.string(), JsonNumberSchema.transform(Number)),
});

const count = z.int().min(0);

/** Rules of {@link ModelInfo}. Fields that a later minor version adds are kept. */
export const ModelInfoSchema: z.ZodType<ModelInfo> = z.looseObject({
  format: z.literal(MODEL_FORMAT),
  version: z.literal(MODEL_VERSION),
  tolaria: z.string(),
  host: z.string(),
  contents: z.enum(["layers", "weights"]).optional(),
  inputs: z.array(column),
  targets: z.array(column),
  preparation: z.json().optional(),
  objective: z
    .object({ name: z.string(), provider: z.string().optional(), options: z.json().optional() })
    .optional(),
  metrics: z.object({ train: pass, validation: pass.optional() }).optional(),
  weights: z.enum(["best", "last", "average"]),
  epoch: count.optional(),
  step: count.optional(),
  seed: count.optional(),
  seeds: z.array(z.object({ slot: z.string(), name: z.string(), share: z.number().gt(0).max(1) })),
  hashes: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
}) as unknown as z.ZodType<ModelInfo>;
