import type { FieldRule, FieldValue, Where } from "./column_json.ts";
import { missingRule, toNumber, toText, type Value } from "./value.ts";

type Rule = (value: Value | undefined) => boolean;

const isMissing = missingRule();

/** Chooses records by the values of their fields. */
export class RecordFilter {
  /** Fields that {@link keep} wants. */
  readonly fields: readonly string[];
  readonly #rules: readonly Rule[];

  constructor(where: Where) {
    this.fields = Object.keys(where);
    this.#rules = Object.values(where).map(ruleOf);
  }

  /**
   * Returns the records that every rule holds for.
   *
   * @param values Values of {@link fields}, field by field.
   */
  keep(values: readonly (readonly Value[])[], records: Uint32Array): Uint32Array {
    return records.filter((_, at) =>
      this.#rules.every((holds, field) => holds(values[field]?.[at])),
    );
  }
}

/** Says that no record is left, as the start of an error. */
export function nothingLeft(where: Where): string {
  return `No record keeps to "where": ${JSON.stringify(where)}`;
}

function ruleOf(rule: Where[string]): Rule {
  if (typeof rule !== "object") return oneOf([rule]);
  if (isList(rule)) return oneOf(rule);
  const { min, max, not, missing }: FieldRule = rule;
  const rules: Rule[] = [];
  if (missing !== undefined) rules.push((value) => isMissing(value) === missing);
  if (not !== undefined) {
    const excluded = oneOf(typeof not === "object" ? not : [not]);
    rules.push((value) => !excluded(value));
  }
  if (min !== undefined) rules.push(compared(min, (order) => order >= 0));
  if (max !== undefined) rules.push(compared(max, (order) => order <= 0));
  return (value) => rules.every((holds) => holds(value));
}

function isList(rule: Where[string]): rule is readonly FieldValue[] {
  return Array.isArray(rule);
}

/** A number is compared as a number, so that "1.0" is 1; everything else as text. */
function oneOf(wanted: readonly FieldValue[]): Rule {
  const numbers = new Set(wanted.filter((one) => typeof one === "number"));
  const texts = new Set(wanted.filter((one) => typeof one !== "number").map(String));
  return (value) => {
    if (value === null || value === undefined) return false;
    if (numbers.size > 0 && numbers.has(toNumber(value))) return true;
    return texts.has(toText(value) as string);
  };
}

/** Compares numbers with a number and texts with a text; a missing value keeps to no bound. */
function compared(bound: number | string, holds: (order: number) => boolean): Rule {
  if (typeof bound === "number") {
    return (value) => {
      const number = isMissing(value) ? Number.NaN : toNumber(value);
      return holds(number - bound);
    };
  }
  return (value) => {
    const text = isMissing(value) ? undefined : toText(value);
    return text !== undefined && holds(text < bound ? -1 : text > bound ? 1 : 0);
  };
}
