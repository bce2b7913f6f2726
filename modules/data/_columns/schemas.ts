import { z } from "../../../deps.ts";
import type {
  BooleanJson,
  CategoryJson,
  ColumnJson,
  ConcatenatedJson,
  DateJson,
  FieldColumnJson,
  HashedJson,
  NumberJson,
  NumberStep,
  TokensJson,
  VectorJson,
  Where,
} from "../_preparation/mod.ts";
import { ImageSchema } from "./image_schema.ts";

const field = {
  field: z.string().min(1).optional(),
  missing: z.array(z.string()).readonly().optional(),
};

const finite = z.number();

const StepSchema: z.ZodType<NumberStep> = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("log1p") }),
  z.strictObject({ step: z.literal("standardize") }),
  z.strictObject({ step: z.literal("minMax") }),
  z
    .strictObject({ step: z.literal("clip"), low: finite, high: finite })
    .refine(({ low, high }) => low < high, { path: ["high"], message: "greater than the low end" }),
  z.strictObject({
    step: z.literal("scale"),
    factor: finite.refine((factor) => factor !== 0, "a number other than 0"),
    offset: finite,
  }),
]);

const numbers = {
  impute: z.union([z.enum(["median", "mean", "mode"]), finite]).optional(),
  steps: z
    .array(StepSchema)
    .readonly()
    .refine(
      (steps) => steps.filter(({ step }) => step === "standardize" || step === "minMax").length < 2,
      "steps with standardize() or minMax() once",
    )
    .optional(),
};

/** Rules of number(). */
export const NumberSchema: z.ZodType<NumberJson> = z.strictObject({
  kind: z.literal("number"),
  ...field,
  ...numbers,
});

/** Rules of vector(). */
export const VectorSchema: z.ZodType<VectorJson> = z.strictObject({
  kind: z.literal("vector"),
  ...field,
  ...numbers,
  length: z.int().min(1).max(1_000_000),
});

const weightsByName = z.record(z.string(), z.number().min(0));

/** Rules of category(). */
export const CategorySchema: z.ZodType<CategoryJson> = z
  .strictObject({
    kind: z.literal("category"),
    ...field,
    categories: z
      .array(z.string())
      .readonly()
      .refine((names) => names.length > 0 && new Set(names).size === names.length, {
        message: "a list of different names",
      })
      .optional(),
    minCount: z.int().min(1).optional(),
    maxCategories: z.int().min(1).optional(),
    limit: z.int().min(1).optional(),
    unknown: z.enum(["bucket", "zeros", "error"]).optional(),
    missingAs: z.enum(["category", "unknown"]).optional(),
    impute: z.union([z.literal("mode"), z.strictObject({ value: z.string() })]).optional(),
    oneHot: z.boolean().optional(),
    classWeights: z.union([z.literal("balanced"), weightsByName]).optional(),
  })
  .refine(({ unknown, oneHot }) => unknown !== "zeros" || oneHot, {
    path: ["unknown"],
    message: `"bucket" or "error" without oneHot()`,
  });

/** Rules of hashed(). */
export const HashedSchema: z.ZodType<HashedJson> = z.strictObject({
  kind: z.literal("hashed"),
  ...field,
  buckets: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  missingAs: z.literal("category").optional(),
  oneHot: z.boolean().optional(),
});

/** Rules of boolean(). */
export const BooleanSchema: z.ZodType<BooleanJson> = z.strictObject({
  kind: z.literal("boolean"),
  ...field,
  true: z.array(z.string()).readonly().optional(),
  false: z.array(z.string()).readonly().optional(),
  impute: z.boolean().optional(),
});

/** Rules of date(). */
export const DateSchema: z.ZodType<DateJson> = z.strictObject({
  kind: z.literal("date"),
  ...field,
  parts: z
    .array(z.enum(["year", "month", "day", "weekday", "hour", "minute"]))
    .min(1)
    .readonly(),
  cyclic: z.boolean().optional(),
});

/** Rules of tokens(). */
export const TokensSchema: z.ZodType<TokensJson> = z.strictObject({
  kind: z.literal("tokens"),
  ...field,
  by: z.enum(["character", "word"]),
  length: z.int().min(1),
  minCount: z.int().min(1).optional(),
  maxTokens: z.int().min(1).optional(),
  lowercase: z.boolean().optional(),
  mask: z.boolean().optional(),
});

/** Rules of a column of one field, by its kind. */
const BY_KIND: Readonly<Record<string, z.ZodType>> = {
  number: NumberSchema,
  vector: VectorSchema,
  category: CategorySchema,
  hashed: HashedSchema,
  boolean: BooleanSchema,
  date: DateSchema,
  tokens: TokensSchema,
  image: ImageSchema,
};

/** Rules by the kind that a column says it is of: the faults are those of that kind. */
function byKind<T>(kinds: Readonly<Record<string, z.ZodType>>): z.ZodType<T> {
  return z.custom<T>().superRefine((column, context) => {
    const { kind } = (column ?? {}) as { readonly kind?: string };
    const schema = kinds[kind ?? ""];
    if (!schema) {
      const names = Object.keys(kinds).map((name) => `${name}()`);
      context.addIssue({ code: "custom", message: `one of ${names.join(", ")}`, input: column });
      return;
    }
    for (const issue of schema.safeParse(column, { reportInput: true }).error?.issues ?? []) {
      context.addIssue({ ...issue } as Parameters<typeof context.addIssue>[0]);
    }
  });
}

const FieldColumnSchema: z.ZodType<FieldColumnJson> = byKind(BY_KIND);

/** Rules of columns(). */
export const ConcatenatedSchema: z.ZodType<ConcatenatedJson> = z.strictObject({
  kind: z.literal("columns"),
  columns: z
    .record(
      z.string().min(1),
      FieldColumnSchema.refine(isNumeric, "numbers, no ids, which need oneHot(), and no pictures"),
    )
    .refine((columns) => Object.keys(columns).length > 0, "at least one column"),
});

/** Ids side by side with numbers would be taken for amounts. */
function isNumeric(column: FieldColumnJson): boolean {
  if (column.kind === "image") return false;
  if (column.kind === "tokens") return column.mask === true;
  return (column.kind !== "category" && column.kind !== "hashed") || column.oneHot === true;
}

/** Rules of any column. */
export const ColumnJsonSchema: z.ZodType<ColumnJson> = byKind({
  ...BY_KIND,
  columns: ConcatenatedSchema,
});

/** Rules of a column of weights. */
export const WeightColumnSchema: z.ZodType<NumberJson> = byKind({ number: NumberSchema });

const FieldValueSchema = z.union([z.string(), z.number(), z.boolean()]);

/** Rules of `where`. */
export const WhereSchema: z.ZodType<Where> = z.record(
  z.string().min(1),
  z.union([
    FieldValueSchema,
    z.array(FieldValueSchema).readonly(),
    z.strictObject({
      min: z.union([z.number(), z.string()]).optional(),
      max: z.union([z.number(), z.string()]).optional(),
      not: z.union([FieldValueSchema, z.array(FieldValueSchema).readonly()]).optional(),
      missing: z.boolean().optional(),
    }),
  ]),
);
