/** JSON has no such numbers: the texts that stand for them begin with a character that no other text begins with. */
const SPELLED: ReadonlyMap<number, string> = new Map([
  [Number.NaN, "\u0000NaN"],
  [Number.POSITIVE_INFINITY, "\u0000Infinity"],
  [Number.NEGATIVE_INFINITY, "\u0000-Infinity"],
]);

const RESTORED: ReadonlyMap<unknown, number> = new Map(
  [...SPELLED].map(([number, text]) => [text, number]),
);

/** Returns what stands for `value` in JSON. */
export function spelled(value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? SPELLED.get(value) : value;
}

/** Returns the value that {@link spelled} was given. */
export function restored(value: unknown): unknown {
  return RESTORED.get(value) ?? value;
}

/** Writes a value as JSON that keeps NaN and the infinities. */
export function toWireJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) => spelled(inner));
}

/** Reads what {@link toWireJson} wrote. */
export function fromWireJson(text: string): unknown {
  return JSON.parse(text, (_, inner) => restored(inner));
}
