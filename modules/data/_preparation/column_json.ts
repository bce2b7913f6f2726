import type { AugmentStep, Color, DecoderName, ImageFit } from "../_image/mod.ts";

/** A step of the preparation of numbers. */
export type NumberStep =
  | { readonly step: "log1p" }
  | { readonly step: "clip"; readonly low: number; readonly high: number }
  | { readonly step: "scale"; readonly factor: number; readonly offset: number }
  | { readonly step: "standardize" }
  | { readonly step: "minMax" };

/** What takes the place of a missing number. */
export type NumberImpute = "median" | "mean" | "mode" | number;

/** What every column says. */
export interface FieldJson {
  /** Field of the records. @default the column's name */
  readonly field?: string;
  /** Texts that mean that a value is missing, beside null and the empty text. @default none */
  readonly missing?: readonly string[];
}

/** One number, float32 of shape []. */
export interface NumberJson extends FieldJson {
  readonly kind: "number";
  readonly impute?: NumberImpute;
  readonly steps?: readonly NumberStep[];
}

/** A list of numbers, float32 of shape [length]. */
export interface VectorJson extends FieldJson {
  readonly kind: "vector";
  readonly length: number;
  readonly impute?: NumberImpute;
  readonly steps?: readonly NumberStep[];
}

/** Weights of the classes by name, or from how often they occur. */
export type ClassWeights = "balanced" | Readonly<Record<string, number>>;

/** One of several categories: its id, int32 of shape [], or one-hot, float32 of shape [categories]. */
export interface CategoryJson extends FieldJson {
  readonly kind: "category";
  readonly categories?: readonly string[];
  readonly minCount?: number;
  readonly maxCategories?: number;
  readonly limit?: number;
  readonly unknown?: "bucket" | "zeros" | "error";
  readonly missingAs?: "category" | "unknown";
  readonly impute?: "mode" | { readonly value: string };
  readonly oneHot?: boolean;
  readonly classWeights?: ClassWeights;
}

/** A category by its hash, int32 of shape [], or one-hot, float32 of shape [buckets]. */
export interface HashedJson extends FieldJson {
  readonly kind: "hashed";
  readonly buckets: number;
  readonly missingAs?: "category";
  readonly oneHot?: boolean;
}

/** True or false as 1 or 0, float32 of shape []. */
export interface BooleanJson extends FieldJson {
  readonly kind: "boolean";
  readonly true?: readonly string[];
  readonly false?: readonly string[];
  readonly impute?: boolean;
}

/** Part of a date and time, in UTC. */
export type DatePart = "year" | "month" | "day" | "weekday" | "hour" | "minute";

/** Parts of a date, float32 of shape [parts], or two for each part that recurs. */
export interface DateJson extends FieldJson {
  readonly kind: "date";
  readonly parts: readonly DatePart[];
  readonly cyclic?: boolean;
}

/** Text as ids of its characters or words, int32 of shape [length], or where they are, float32 of shape [length]. */
export interface TokensJson extends FieldJson {
  readonly kind: "tokens";
  readonly by: "character" | "word";
  readonly length: number;
  readonly minCount?: number;
  readonly maxTokens?: number;
  readonly lowercase?: boolean;
  readonly mask?: boolean;
}

/** A picture, float32 of shape [height, width, channels]: (byte * scale - mean) / std. */
export interface ImageJson extends FieldJson {
  readonly kind: "image";
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  readonly fit: ImageFit;
  readonly background: Color;
  readonly maxPixels: number;
  readonly scale: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly folder?: string;
  readonly decoder?: DecoderName;
  readonly augment?: readonly AugmentStep[];
}

/** Columns of one field each. */
export type FieldColumnJson =
  | NumberJson
  | VectorJson
  | CategoryJson
  | HashedJson
  | BooleanJson
  | DateJson
  | TokensJson
  | ImageJson;

/** Several columns side by side, float32 of shape [width of all]. */
export interface ConcatenatedJson {
  readonly kind: "columns";
  readonly columns: Readonly<Record<string, FieldColumnJson>>;
}

/** A column as plain data. */
export type ColumnJson = FieldColumnJson | ConcatenatedJson;

/** What a value must be for its record to stay. All that is given must hold. */
export interface FieldRule {
  /** Smallest value, included. */
  readonly min?: number | string;
  /** Largest value, included. */
  readonly max?: number | string;
  /** Values that it must not be. */
  readonly not?: FieldValue | readonly FieldValue[];
  /** Whether it must be missing, or must not. */
  readonly missing?: boolean;
}

/** A value that records are chosen by. */
export type FieldValue = string | number | boolean;

/** Which records are used: each named field must be the value, one of the values, or keep to the rule. */
export type Where = Readonly<Record<string, FieldValue | readonly FieldValue[] | FieldRule>>;

/** What is prepared from the records of a table. */
export interface TableJson {
  readonly inputs: Readonly<Record<string, ColumnJson>>;
  readonly targets: Readonly<Record<string, ColumnJson>>;
  readonly weight?: NumberJson;
  readonly where?: Where;
  /** Windows over the records, if an example is one. */
  readonly window?: WindowJson;
}

/** An example that is several records in a row. */
export interface WindowJson {
  /** Records in a window. */
  readonly length: number;
  /** Records from its end to each of its targets. */
  readonly horizons: readonly number[];
}
