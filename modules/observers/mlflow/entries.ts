import type { Texts } from "./messages.ts";

/** What a request may hold at most. @see https://mlflow.org/docs/latest/api_reference/rest-api.html#request-limits */
export const MOST = { metrics: 1_000, texts: 100, bytes: 900_000 };

/** Longest key, value of a parameter and value of a tag, in characters. */
const LONGEST = { key: 250, param: 6_000, tag: 5_000 };

/** A parameter or a tag. */
export interface TextEntry {
  readonly key: string;
  readonly value: string;
}

/** A name as MLflow takes it: what it does not allow becomes `_`. */
export function keyOf(name: string): string {
  const allowed = name.replace(/[^\w\-. :/]/g, "_").replace(/^[./]+/, "");
  return allowed.slice(0, LONGEST.key) || "_";
}

/** Parameters or tags as they are sent. Of names that are alike once they are allowed ones, the first counts. */
export function textEntries(texts: Texts, kind: "param" | "tag"): readonly TextEntry[] {
  const entries = new Map<string, TextEntry>();
  for (const [name, text] of Object.entries(texts)) {
    const key = keyOf(name);
    if (!entries.has(key)) entries.set(key, { key, value: text.slice(0, LONGEST[kind]) });
  }
  return [...entries.values()];
}

/** `entries` in portions that one request may hold. */
export function portionsOf(entries: readonly TextEntry[]): readonly (readonly TextEntry[])[] {
  const portions: TextEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    const last = portions.at(-1);
    if (last && last.length < MOST.texts && bytes + size <= MOST.bytes) last.push(entry);
    else {
      portions.push([entry]);
      bytes = 0;
    }
    bytes += size;
  }
  return portions;
}
