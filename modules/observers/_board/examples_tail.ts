import { closeSync, fstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openRegularFile } from "../../../core/runtime/mod.ts";
import { isRecord, type Line } from "./projections.ts";

/** Bytes that the file may have, examples in it, points of a side and characters of a text: ours have less. */
const MOST_BYTES = 256 << 10;
const MOST_EXAMPLES = 64;
const MOST_SIDE = 4_096;
const MOST_TEXT = 2_000;

/** Follows the examples of a run, which are replaced as a whole. */
export class ExamplesTail {
  readonly #path: string;
  #key = "";

  constructor(folder: string) {
    this.#path = join(folder, "examples.json");
  }

  /** Reads the examples if they are new. Undefined if they are not, or none can be shown. */
  read(): Line | undefined {
    let file: number;
    try {
      file = openRegularFile(this.#path);
    } catch {
      return undefined;
    }
    try {
      const { mtimeMs, size, ino } = fstatSync(file);
      const key = `${mtimeMs} ${size} ${ino}`;
      if (key === this.#key || size > MOST_BYTES) return undefined;
      this.#key = key;
      return examplesOf(readFileSync(file, "utf8"));
    } finally {
      closeSync(file);
    }
  }
}

/** What the page shows of a file, which anybody may have written. */
function examplesOf(text: string): Line | undefined {
  const line = parsed(text);
  if (!isRecord(line) || !Array.isArray(line.examples)) return undefined;
  const { step, height = 0, width = 0, channels = 0 } = line;
  const isSide = (side: unknown) => Number.isSafeInteger(side) && Number(side) <= MOST_SIDE;
  if (!isSide(height) || !isSide(width) || !isSide(channels)) return undefined;
  const examples = line.examples.filter(isRecord).slice(0, MOST_EXAMPLES).map(exampleOf);
  return { step: Number(step), height, width, channels, examples };
}

function exampleOf({ pixels, text, truth, predicted, right, sureness }: Line): Line {
  const said = (value: unknown) => String(value).slice(0, MOST_TEXT);
  return {
    ...(typeof pixels === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(pixels) && { pixels }),
    ...(text !== undefined && { text: said(text) }),
    ...(truth !== undefined && {
      truth: said(truth),
      predicted: said(predicted),
      right: right === true,
      sureness: typeof sureness === "number" ? sureness : null,
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
