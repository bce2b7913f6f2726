import { BOOLEAN } from "./boolean_field.ts";
import { CATEGORY } from "./category_field.ts";
import type { FieldColumnJson } from "./column_json.ts";
import { DATE } from "./date_field.ts";
import type { FieldFit, FieldKind, FieldUse, PreparedField } from "./field.ts";
import { HASHED } from "./hashed_field.ts";
import { IMAGE } from "./image_field.ts";
import { NUMBER } from "./number_field.ts";
import { TOKENS } from "./tokens_field.ts";
import { VECTOR } from "./vector_field.ts";

type Kinds = {
  readonly [Kind in FieldColumnJson["kind"]]: FieldKind<
    Extract<FieldColumnJson, { kind: Kind }>,
    never
  >;
};

/** Every kind of column by its name. */
const KINDS: Kinds = {
  number: NUMBER,
  vector: VECTOR,
  category: CATEGORY,
  hashed: HASHED,
  boolean: BOOLEAN,
  date: DATE,
  tokens: TOKENS,
  image: IMAGE,
};

function kindOf({ kind }: FieldColumnJson): FieldKind<FieldColumnJson, object> {
  return KINDS[kind] as unknown as FieldKind<FieldColumnJson, object>;
}

/** Starts to fit a field. */
export function fitField(spec: FieldColumnJson, use: FieldUse): FieldFit {
  return kindOf(spec).fit(spec, use);
}

/** Returns a field with what was fitted. */
export function prepareField(spec: FieldColumnJson, fitted: object, use: FieldUse): PreparedField {
  return kindOf(spec).prepare(spec, fitted, use);
}
