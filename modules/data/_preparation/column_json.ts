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
  /** Made by `number()`. */
  readonly kind: "number";
  /** What replaces a missing value. @default an error */
  readonly impute?: NumberImpute;
  /** Steps in the order in which they are applied. @default none */
  readonly steps?: readonly NumberStep[];
}

/** A list of numbers, float32 of shape [length]. */
export interface VectorJson extends FieldJson {
  /** Made by `vector()`. */
  readonly kind: "vector";
  /** Numbers in each list, 1 to 1,000,000. */
  readonly length: number;
  /** What replaces a missing number, place by place. @default an error */
  readonly impute?: NumberImpute;
  /** Steps in the order in which they are applied, place by place. @default none */
  readonly steps?: readonly NumberStep[];
}

/** Weights of the classes by name, or from how often they occur. */
export type ClassWeights = "balanced" | Readonly<Record<string, number>>;

/** One of several categories: its id, int32 of shape [], or one-hot, float32 of shape [categories]. */
export interface CategoryJson extends FieldJson {
  /** Made by `category()`. */
  readonly kind: "category";
  /** The categories in the order of their ids. @default those of the training records */
  readonly categories?: readonly string[];
  /** Training records that a category must be in, at least 1. @default 1 */
  readonly minCount?: number;
  /** Categories to know at most, the most frequent ones. @default no limit */
  readonly maxCategories?: number;
  /** Different values that are counted before it is an error. @default 100,000 */
  readonly limit?: number;
  /** What an unknown value becomes. @default as `CategoryOptions` says */
  readonly unknown?: "bucket" | "zeros" | "error";
  /** What a missing value becomes. @default an error */
  readonly missingAs?: "category" | "unknown";
  /** What replaces a missing value: the most frequent category, or one by name. @default an error */
  readonly impute?: "mode" | { readonly value: string };
  /** Whether it is a row of 0 and a single 1. @default false */
  readonly oneHot?: boolean;
  /** Weights of the training examples by their class. @default 1 each */
  readonly classWeights?: ClassWeights;
}

/** A category by its hash, int32 of shape [], or one-hot, float32 of shape [buckets]. */
export interface HashedJson extends FieldJson {
  /** Made by `hashed()`. */
  readonly kind: "hashed";
  /** Number of buckets, 1 to 2^31 - 1. */
  readonly buckets: number;
  /** Hashes a missing value like any other. @default an error */
  readonly missingAs?: "category";
  /** Whether it is a row of 0 and a single 1. @default false */
  readonly oneHot?: boolean;
}

/** True or false as 1 or 0, float32 of shape []. */
export interface BooleanJson extends FieldJson {
  /** Made by `boolean()`. */
  readonly kind: "boolean";
  /** Texts that are true, in any case. @default ["true", "1"] */
  readonly true?: readonly string[];
  /** Texts that are false, in any case. @default ["false", "0"] */
  readonly false?: readonly string[];
  /** What replaces a missing value. @default an error */
  readonly impute?: boolean;
}

/** Part of a date and time, in UTC. */
export type DatePart = "year" | "month" | "day" | "weekday" | "hour" | "minute";

/** Parts of a date, float32 of shape [parts], or two for each part that recurs. */
export interface DateJson extends FieldJson {
  /** Made by `date()`. */
  readonly kind: "date";
  /** Parts in their order, at least one. */
  readonly parts: readonly DatePart[];
  /** Whether parts that recur are angles. @default true */
  readonly cyclic?: boolean;
}

/** Text as ids of its characters or words, int32 of shape [length], or where they are, float32 of shape [length]. */
export interface TokensJson extends FieldJson {
  /** Made by `tokens()`. */
  readonly kind: "tokens";
  /** What has an id. */
  readonly by: "character" | "word";
  /** Ids of each text, at least 1. */
  readonly length: number;
  /** How often a token must occur in the training records, at least 1. @default 1 */
  readonly minCount?: number;
  /** Tokens to know at most, the most frequent ones. @default no limit */
  readonly maxTokens?: number;
  /** Whether letters lose their case. @default true for words */
  readonly lowercase?: boolean;
  /** Whether it is 1 for each token and 0 for padding, instead of ids. @default false */
  readonly mask?: boolean;
}

/** A picture, float32 of shape [height, width, channels]: (byte * scale - mean) / std. */
export interface ImageJson extends FieldJson {
  /** Made by `image()`. */
  readonly kind: "image";
  /** Height and width of every picture, 1 to 16,384 pixels each. */
  readonly size: readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey. */
  readonly channels: 1 | 3;
  /** How a picture of another aspect ratio is made to fit. */
  readonly fit: ImageFit;
  /** Color below transparent pixels and around the picture, each in [0, 255]. */
  readonly background: Color;
  /** Most pixels that a file may have, at least 1. */
  readonly maxPixels: number;
  /** Factor of the bytes; not 0. */
  readonly scale: number;
  /** What is subtracted from each channel after the scale. @default 0 each */
  readonly mean?: readonly number[];
  /** What each channel is divided by after that, greater than 0. @default 1 each */
  readonly std?: readonly number[];
  /** Folder of the files, if the field holds their paths. @default the field holds bytes */
  readonly folder?: string;
  /** Package that decodes. @default the one that is installed */
  readonly decoder?: DecoderName;
  /** Random changes of training examples, in their order. @default none */
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
  /** Made by `columns()`. */
  readonly kind: "columns";
  /** Columns by name, in the order of their places in the vector. */
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
