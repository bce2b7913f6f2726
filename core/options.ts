import type { z } from "../deps.ts";
import { TolariaError } from "./errors/mod.ts";

/**
 * Checks what a user passed to `action` against `schema`; nothing is repaired, every fault is named.
 *
 * @param action What could not be done, as in `Cannot <action>`.
 * @param schema Strict schema: an option that it does not know is a fault too.
 * @returns The options with the schema's defaults filled in.
 * @throws {TolariaError} `options/invalid`, with one line per fault: the option, its rule and its current value.
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
    .map((issue) => describeIssue(action, issue, options));
  throw new TolariaError("options/invalid", faults.join("\n"));
}

/** Where a value was meant to be one of several alternatives, what is wrong inside of that one. */
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

function describeIssue(action: string, issue: z.core.$ZodIssue, options: unknown): string {
  const name = issue.path.length > 0 ? issue.path.join(".") : "options";
  if (issue.code === "unrecognized_keys") {
    return `Cannot ${action} as option '${issue.keys.join("', '")}' is not known: remove it or correct its name`;
  }
  if (issue.code === "invalid_key") {
    const rule = issue.issues[0]?.message ?? issue.message;
    return `Cannot ${action} as the name '${String(issue.path.at(-1))}' in '${issue.path.slice(0, -1).join(".")}' must be ${rule}`;
  }
  return `Cannot ${action} as '${name}' must be ${ruleOf(issue)}: current value is ${show(valueAt(options, issue.path))}`;
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

/** A value as it reads in an error message: short, and told apart from a string that looks alike. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  if (typeof value === "object" && value !== null) return showObject(value);
  return String(value);
}

function showObject(value: object): string {
  const kind = value.constructor?.name ?? "Object";
  if (kind !== "Object" && kind !== "Array") return withArticle(kind);
  try {
    return JSON.stringify(value).slice(0, 80);
  } catch {
    return withArticle(kind); // It contains itself, or what JSON has no form for.
  }
}
