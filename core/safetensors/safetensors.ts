import { TolariaError } from "../errors/mod.ts";
import type { CheckpointDtype } from "../ports/checkpoint_store.ts";
import type { Segment } from "../ports/optimizer.ts";

/** Names of the kinds of numbers in a safetensors file, and bytes of each. */
const DTYPES: Readonly<Record<CheckpointDtype, { readonly name: string; readonly bytes: number }>> =
  {
    float32: { name: "F32", bytes: 4 },
    int32: { name: "I32", bytes: 4 },
    bool: { name: "BOOL", bytes: 1 },
  };

/** Numbers in a file that lie behind one another. */
export interface Block {
  readonly dtype: CheckpointDtype;
  readonly prefix: string;
  readonly segments: readonly Segment[];
}

/** Where a tensor lies in a file, counted from the end of the header. */
export interface FileEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Longest header that is read; the format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

/** The tensors of blocks that are written behind one another. */
export function entriesOf(blocks: readonly Block[]): FileEntry[] {
  let from = 0;
  return blocks.flatMap(({ dtype, prefix, segments }) => {
    const { name: kind, bytes } = DTYPES[dtype];
    return segments.map(({ name, shape, size }) => {
      const begin = from;
      from += size * bytes;
      return { name: `${prefix}/${name}`, dtype: kind, shape, begin, end: from };
    });
  });
}

/** Bytes of the numbers of a block. */
export function blockBytes({ dtype, segments }: Block): number {
  return segments.reduce((sum, { size }) => sum + size, 0) * DTYPES[dtype].bytes;
}

/**
 * The head of a file: its length in 8 bytes, then JSON, padded so that the numbers begin at a multiple of 8.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeHeader(
  entries: readonly FileEntry[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const table = entries.map(({ name, dtype, shape, begin, end }) => [
    name,
    { dtype, shape, data_offsets: [begin, end] },
  ]);
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(table) });
  const text = new TextEncoder().encode(json);
  const padded = Math.ceil(text.length / 8) * 8;
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(text, 8);
  return head;
}

/** Length of the JSON, of the first 8 bytes of a file of `fileBytes`. @throws {TolariaError} `checkpoint/corrupt`. */
export function headerBytes(head: Uint8Array, fileBytes: number): number {
  if (head.length < 8)
    throw corrupt(`the header must have at least 8 bytes, but has ${head.length}`);
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length <= Math.min(MAX_HEADER_BYTES, fileBytes - 8)) return length;
  throw corrupt(`the header must fit in the ${fileBytes} bytes of the file, but has ${length}`);
}

/**
 * What the JSON of a header says. Every place is checked against the file's size.
 *
 * @param dataBytes Bytes behind the header.
 * @throws {TolariaError} `checkpoint/corrupt`.
 */
export function decodeHeader(text: Uint8Array, dataBytes: number): ReadonlyMap<string, FileEntry> {
  const { __metadata__: _, ...table } = parseHeader(text);
  const entries = new Map<string, FileEntry>();
  for (const [name, value] of Object.entries(table)) {
    const { dtype, shape, begin, end } = parseEntry(name, value);
    if (begin > end || end > dataBytes) {
      throw corrupt(
        `"${name}" must lie within the ${dataBytes} bytes, but spans ${begin} to ${end}`,
      );
    }
    entries.set(name, { name, dtype, shape, begin, end });
  }
  return entries;
}

function parseHeader(text: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    throw corrupt("its header must be JSON", cause);
  }
  if (typeof header === "object" && header !== null && !Array.isArray(header)) {
    return header as Record<string, unknown>;
  }
  throw corrupt("its header must be a JSON object");
}

/** Checked by hand: the worker that reads files back need not load a library for it. */
function parseEntry(name: string, value: unknown): Omit<FileEntry, "name"> {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const counts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((one) => Number.isSafeInteger(one) && one >= 0);
  if (typeof dtype === "string" && counts(shape) && counts(offsets) && offsets.length === 2) {
    return { dtype, shape, begin: offsets[0] as number, end: offsets[1] as number };
  }
  throw corrupt(`the header has no valid entry for "${name}"`);
}

/** A fault of a file; who knows the file says which. */
export function corrupt(fault: string, cause?: unknown): TolariaError {
  return new TolariaError("checkpoint/corrupt", fault, { cause });
}
