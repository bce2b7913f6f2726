import type { z } from "../deps.ts";
import { errorMessage, TolariaError, unknownName, withoutCredentials } from "./errors/mod.ts";

/**
 * Checks a user's options against `schema` and reports every fault; none is repaired silently.
 *
 * @param action What the options are for, to complete `Cannot <action>`.
 * @param schema A strict schema, so that unknown options are faults too.
 * @returns The options with the schema's defaults filled in.
 * @throws {TolariaError} `options/invalid`, one line per fault: the option, its rule and its value.
 */
export function parseOptions<S extends z.ZodType>(
  action: string,
  schema: S,
  options: unknown,
): z.output<S> {
  const result = schema.safeParse(options, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues
    .flatMap(insideUnion)
    .flatMap((issue) => describeIssue(issue, schema, options));
  throw new TolariaError("options/invalid", errorMessage(faults.join("\n"), action));
}

/** If a value was meant as one alternative of a union, returns the faults within that alternative. */
function insideUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((faults) =>
    faults.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys"),
  );
  return (meant ?? []).length === 0
    ? [issue]
    : (meant as z.core.$ZodIssue[])
        .map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] }))
        .flatMap(insideUnion);
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, options: unknown): string[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => unknownName("option", key, known));
  }
  if (issue.code === "invalid_key") {
    const rule = issue.issues[0]?.message ?? issue.message;
    const parent = issue.path.slice(0, -1).join(".");
    return [`The name "${String(issue.path.at(-1))}" in "${parent}" must be ${rule}`];
  }
  const name = issue.path.length > 0 ? issue.path.join(".") : "options";
  return [`"${name}" must be ${ruleOf(issue)}, but is ${show(valueAt(options, issue.path))}`];
}

/** Names of the options that `schema` accepts at `path`. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const { shape, innerType, in: input, options = [], element, valueType } = schema.def as SchemaDef;
  const wrapped = innerType ?? input;
  if (wrapped) return knownKeys(wrapped, path);
  if (options.length > 0) return options.flatMap((option) => knownKeys(option, path));
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape ?? {});
  const next = shape?.[key as string] ?? element ?? valueType;
  return next ? knownKeys(next, rest) : [];
}

/** The parts of zod's definitions that lead to nested schemas. */
interface SchemaDef {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "a whole number" : withArticle(issue.expected);
    case "too_small":
      return `${counted(issue.origin)}${issue.inclusive ? "at least" : "greater than"} ${issue.minimum}`;
    case "too_big":
      return `${counted(issue.origin)}${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_value":
      return `one of ${issue.values.map(show).join(", ")}`;
    case "invalid_union":
      return issue.errors.map(([first]) => ruleOf(first as z.core.$ZodIssue)).join(" or ");
    default:
      return issue.message;
  }
}

function counted(origin: string): string {
  if (origin === "array") return "a list whose length is ";
  return origin === "string" ? "text whose length is " : "";
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
}

/** Formats a value for an error message: short, and distinct from a string that looks alike. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(withoutCredentials(value));
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (typeof value === "object" && value !== null) return showObject(value);
  return String(value);
}

function showObject(value: object): string {
  const kind = value.constructor?.name ?? "Object";
  if (kind !== "Object" && kind !== "Array") return withArticle(kind);
  try {
    return withoutCredentials(JSON.stringify(value)).slice(0, 80);
  } catch {
    return withArticle(kind); // It is circular, or holds a value that JSON cannot represent.
  }
}
