import { fileURLToPath } from "node:url";
import { z } from "../deps.ts";

/** What a schema says of one option. */
export interface OptionRule {
  /** The values that it takes, as `integer >= 1`. Empty for anything of its type. */
  readonly range: string;
  /** The value of an option that is left out, if the schema has one. */
  readonly byDefault: unknown;
}

/** A number as JSON Schema describes it. */
interface NumberSchema {
  readonly type?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/**
 * Reads the rules of options off the schema that stands beside their type: one with the same keys that the file exports, or
 * that stands within an exported one. Without such a schema there are none.
 *
 * @param file URL of the file of the type.
 */
export async function rulesOf(
  file: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, OptionRule>> {
  const exported: Record<string, unknown> = await import(fileURLToPath(file));
  const found = Object.values(exported)
    .flatMap(objectsIn)
    .find(({ shape }) => keys.every((key) => Object.hasOwn(shape, key)));
  return new Map(Object.entries(found?.shape ?? {}).map(([key, rule]) => [key, ruleOf(rule)]));
}

/** The object schemas in a schema, itself first. */
function objectsIn(schema: unknown): z.ZodObject[] {
  if (schema instanceof z.ZodObject)
    return [schema, ...Object.values(schema.shape).flatMap(objectsIn)];
  return partsOf(schema).flatMap(objectsIn);
}

/** What a schema wraps or chooses from. */
function partsOf(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodUnion) return schema.def.options;
  if (schema instanceof z.ZodArray) return [schema.def.element];
  const wraps = [z.ZodDefault, z.ZodPrefault, z.ZodOptional].some((type) => schema instanceof type);
  return wraps ? [(schema as z.ZodOptional).def.innerType] : [];
}

function ruleOf(schema: unknown): OptionRule {
  const byDefault = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  return { range: rangeOf(schema), byDefault };
}

/** The range of the first number in a schema. */
function rangeOf(schema: unknown): string {
  if (!(schema instanceof z.ZodNumber)) {
    return (
      partsOf(schema)
        .map(rangeOf)
        .find((range) => range !== "") ?? ""
    );
  }
  const number = z.toJSONSchema(schema) as NumberSchema;
  const words = number.type === "integer" ? ["integer"] : [];
  const bounds = boundsOf(number);
  return [...words, ...(bounds ? [bounds] : [])].join(" ");
}

/** Bounds as an interval, or as a comparison where there is one alone. */
function boundsOf(schema: NumberSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const low = finite(minimum) ?? finite(exclusiveMinimum);
  const high = finite(maximum) ?? finite(exclusiveMaximum);
  const opens = finite(exclusiveMinimum) !== undefined ? "(" : "[";
  const closes = finite(exclusiveMaximum) !== undefined ? ")" : "]";
  if (low !== undefined && high !== undefined) return `in ${opens}${low}, ${high}${closes}`;
  if (low !== undefined) return `${opens === "(" ? ">" : ">="} ${low}`;
  return high === undefined ? "" : `${closes === ")" ? "<" : "<="} ${high}`;
}

/** A bound that somebody chose: zod adds those of safe integers. */
function finite(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
}
