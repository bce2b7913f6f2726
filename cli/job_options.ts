import { show, TolariaError, unknownName } from "../core/mod.ts";
import { InvalidArgumentError } from "../deps.ts";
import type { JobOptions } from "../modules/mod.ts";

/** Values given to options of a job, as texts by name. */
export type OptionTexts = Readonly<Record<string, string>>;

/** Parses one `--set name=value` and adds it to those before it; of two for one name, the last counts. */
export function addSetting(text: string, before: OptionTexts = {}): OptionTexts {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value };
  throw new InvalidArgumentError("It must be <name>=<value>, such as learningRate=3e-3.");
}

/**
 * Replaces defaults by the values given.
 *
 * @param defaults What the job file exports as `options`.
 * @throws {TolariaError} `options/invalid` if a name is unknown, or a value is not of its default's type.
 */
export function setOptions(defaults: JobOptions, texts: OptionTexts): JobOptions {
  const given = Object.entries(texts).map(([name, text]) => [
    name,
    parseOption(defaults, name, text),
  ]);
  return { ...defaults, ...Object.fromEntries(given) };
}

/**
 * Parses the value of one option.
 *
 * @throws {TolariaError} `options/invalid`, as {@link setOptions}.
 */
export function parseOption(defaults: JobOptions, name: string, text: string): JobOptions[string] {
  const byDefault = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
  if (byDefault === undefined) {
    throw invalid(unknownName("option", name, Object.keys(defaults)).concat("."), name);
  }
  if (typeof byDefault === "string") return text;
  const value = typeof byDefault === "number" ? numberOf(text) : BOOLEANS[text];
  if (value !== undefined) return value;
  const kind = typeof byDefault === "number" ? "a number" : "true or false";
  throw invalid(
    `"${name}" must be ${kind} like its default, ${byDefault}, but is "${text}".`,
    name,
  );
}

/**
 * Checks what a job file exports as `options`.
 *
 * @returns What is wrong with it; undefined if nothing is.
 */
export function faultOfOptions(options: unknown): string | undefined {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return `"options" must be an object of numbers, strings and booleans, but is ${show(options)}`;
  }
  const wrong = Object.entries(options).find(([, value]) => !isOption(value));
  return (
    wrong &&
    `option "${wrong[0]}" must be a number, a string or a boolean, but is ${show(wrong[1])}`
  );
}

const BOOLEANS: Readonly<Record<string, boolean | undefined>> = { true: true, false: false };

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) ? value : undefined;
}

function isOption(value: unknown): boolean {
  return ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

function invalid(fault: string, name: string): TolariaError {
  return new TolariaError("options/invalid", `${fault} Cannot set "${name}".`);
}
