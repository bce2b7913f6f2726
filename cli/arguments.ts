import { InvalidArgumentError } from "../deps.ts";
import { BACKENDS } from "../modules/mod.ts";

/** Parses a whole number of at least `least`. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= least && Number.isSafeInteger(Number(text))) {
      return Number(text);
    }
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** Parses a number of at least `least`. */
export function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a number of at least ${least}.`);
  };
}

/** Parses the name of a backend. */
export function backendName(text: string): string {
  if (Object.hasOwn(BACKENDS, text)) return text;
  throw new InvalidArgumentError(`It must be ${backendNames()}.`);
}

/** The names of the backends, for people. */
export function backendNames(): string {
  return choice(Object.keys(BACKENDS));
}

/** Parses one of `names`. */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`It must be ${choice(names)}.`);
  };
}

/** Lists alternatives: `a, b or c`. */
export function choice(names: readonly string[]): string {
  return names.join(", ").replace(/, (?=[^,]*$)/, " or ");
}
