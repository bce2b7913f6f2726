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
 * Reads the rules of options off the schema that stands beside their type: the exported one of the same file that has the
 * same keys. Without such a schema there are none.
 *
 * @param file URL of the file of the type.
 */
export async function rulesOf(
  file: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, OptionRule>> {
  const exported: Record<string, unknown> = await import(fileURLToPath(file));
  for (const value of Object.values(exported)) {
    const schema = isWrapped(value) ? value.def.innerType : value;
    if (!(schema instanceof z.ZodObject)) continue;
    const shape: Readonly<Record<string, unknown>> = schema.shape;
    if (!keys.every((key) => Object.hasOwn(shape, key))) continue;
    return new Map(Object.entries(shape).map(([key, schema]) => [key, ruleOf(schema)]));
  }
  return new Map();
}

function isWrapped(schema: unknown): schema is z.ZodDefault | z.ZodPrefault | z.ZodOptional {
  return [z.ZodDefault, z.ZodPrefault, z.ZodOptional].some((type) => schema instanceof type);
}

function ruleOf(schema: unknown): OptionRule {
  if (schema instanceof z.ZodDefault) {
    return { range: rangeOf(schema.def.innerType), byDefault: schema.def.defaultValue };
  }
  return { range: rangeOf(schema), byDefault: undefined };
}

function rangeOf(schema: unknown): string {
  if (isWrapped(schema)) return rangeOf(schema.def.innerType);
  if (!(schema instanceof z.ZodNumber)) return "";
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
