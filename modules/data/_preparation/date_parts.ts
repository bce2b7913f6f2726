import type { DatePart } from "./column_json.ts";
import type { Value } from "./value.ts";

/** ISO 8601: a date, and a time that may have a zone. */
const ISO = /^\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Values after which a part starts again, and its first value. */
const PERIODS: Readonly<Partial<Record<DatePart, readonly [period: number, first: number]>>> = {
  month: [12, 1],
  day: [31, 1],
  weekday: [7, 0],
  hour: [24, 0],
  minute: [60, 0],
};

/**
 * Returns a point of time in milliseconds since 1970, NaN if the value is none: such milliseconds, or text of ISO 8601.
 * Without a zone it is in UTC, so that it is the same on every machine.
 */
export function toTime(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string" || !ISO.test(value)) return Number.NaN;
  const text = value.replace(" ", "T");
  return Date.parse(text.length > 10 && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text);
}

/** Returns a part of a point of time, in UTC: months from 1, weekdays from 0, Sunday. */
export function partOf(part: DatePart, time: number): number {
  const date = new Date(time);
  switch (part) {
    case "year":
      return date.getUTCFullYear();
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "weekday":
      return date.getUTCDay();
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
  }
}

/** Whether a part starts again and again. */
export const recurs = (part: DatePart): boolean => part in PERIODS;

/** Returns the angle of a part that recurs, in radians: 0 at its first value. */
export function angleOf(part: DatePart, value: number): number {
  const [period, first] = PERIODS[part] as readonly [number, number];
  return (2 * Math.PI * (value - first)) / period;
}
