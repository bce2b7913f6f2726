import {
  type DataReport,
  type DataSplits,
  errorMessage,
  type OpenContext,
  type TextPerId,
  type Tokenizer,
  type TokenizerSource,
  TolariaError,
} from "../../../core/mod.ts";
import type { DataFile } from "../_files/mod.ts";
import { fingerprintLine } from "../_indexed/mod.ts";
import { cacheOf } from "../_table/mod.ts";
import {
  countBytes,
  cutFiles,
  mapParts,
  openTexts,
  type Parts,
  sizeOf,
  type TextRange,
} from "../_text/mod.ts";
import { byteParts } from "./byte_parts.ts";
import { type EncodedPart, encodePart } from "./encode_parts.ts";
import type { TextCounts } from "./encode_ranges.ts";
import { hashOf, openTokenizer } from "./open_tokenizer.ts";
import type { CheckedTextOptions } from "./options.ts";
import { TextDataset, windowsIn } from "./text_dataset.ts";
import type { Segment } from "./token_store.ts";

/** Bytes of a block of windows that are read from a disk. */
const BLOCK_BYTES = 2 ** 20;

/** Blocks that are mixed with each other. */
const WINDOW = 32;

/** What opening goes on with. */
export interface TextOpening {
  /** Files that were opened are added, for the caller to close. */
  readonly opened: DataFile[];
  readonly context: OpenContext;
}

/** Opens a corpus: splits it, fits the tokenizer to the part that is trained on, and encodes all parts. */
export async function openText(
  options: CheckedTextOptions,
  source: TokenizerSource,
  { opened, context }: TextOpening,
): Promise<DataSplits> {
  const ranges = rangesOf(options, opened);
  const fingerprint = opened.map(({ state }) => fingerprintLine(state)).join("\n");
  const folder = cacheOf(options);
  const fitting = countBytes("fit", source.name, sizeOf(ranges.train), context);
  const { tokenizer, note } = await openTokenizer(source, ranges.train, folder, fitting);
  const parts = await encodeAll(ranges, tokenizer, options, { opened, context });
  for (const [part, { segments }] of Object.entries(parts)) checkLength(part, segments, options);
  const { name, size } = tokenizer;
  return {
    ...mapParts(parts, (part) => datasetOf(part, tokenizer, options)),
    tokenizer,
    preparation: {
      version: 2,
      kind: "text",
      tokenizer: { name, size, sha256: hashOf(tokenizer) },
    },
    fingerprint,
    describe: () => describe(tokenizer, parts, options.length, note),
  };
}

/** Ranges of each part: those of its own files, or its share of the training files. */
function rangesOf(
  { files, validation, test }: CheckedTextOptions,
  opened: DataFile[],
): Parts<readonly TextRange[]> {
  const training = openTexts(files, opened);
  const parts = Object.entries({ validation, test });
  const shared = parts.filter(([, part]) => typeof part === "number");
  const [train = [], ...others] = cutFiles(
    training,
    shared.map(([, share]) => share as number),
  );
  const apart = parts.flatMap(([name, part]) =>
    part === undefined || typeof part === "number"
      ? []
      : [[name, cutFiles(openTexts(part, opened), [])[0]]],
  );
  return {
    train,
    ...Object.fromEntries(apart),
    ...Object.fromEntries(shared.map(([name], at) => [name, others[at]])),
  };
}

async function encodeAll(
  ranges: Parts<readonly TextRange[]>,
  tokenizer: Tokenizer,
  options: CheckedTextOptions,
  { opened, context }: TextOpening,
): Promise<Parts<EncodedPart>> {
  if (tokenizer.isBytes) return byteParts(ranges, options.memoryBytes);
  const total = Object.values(ranges).reduce((sum, part) => sum + sizeOf(part), 0);
  const progress = countBytes("encode", opened[0]?.state.path ?? "", total, context);
  const folder = cacheOf(options);
  const encoded: Record<string, EncodedPart> = {};
  let { memoryBytes } = options;
  for (const [part, own] of Object.entries(ranges)) {
    const encoding = { folder, memoryBytes, opened, context: progress };
    const made = await encodePart(own, tokenizer, encoding);
    encoded[part] = made;
    memoryBytes -= heldBytes(made);
  }
  return encoded as unknown as Parts<EncodedPart>;
}

/** Memory that the tokens of a part take. */
function heldBytes({ segments }: EncodedPart): number {
  return segments.reduce(
    (sum, { store, start, end }) => sum + (store.onDisk ? 0 : (end - start) * store.width),
    0,
  );
}

function datasetOf(
  { segments, counts }: EncodedPart,
  { size }: Tokenizer,
  { length, stride = length }: CheckedTextOptions,
): TextDataset {
  const [first] = segments;
  const onDisk = segments.some(({ store }) => store.onDisk);
  const windows = Math.floor(BLOCK_BYTES / (stride * (first?.store.width ?? 1)));
  return new TextDataset({
    segments,
    length,
    stride,
    classes: size,
    perId: perIdOf(counts),
    ...(onDisk && { blocks: { size: Math.max(1, windows), window: WINDOW } }),
  });
}

function perIdOf({ tokens, bytes, characters }: TextCounts): TextPerId {
  const count = tokens.reduce((sum, length) => sum + length, 0);
  return {
    bytes: bytes / count,
    ...(characters !== undefined && { characters: characters / count }),
  };
}

function describe(
  { name, size, unknown }: Tokenizer,
  parts: Parts<EncodedPart>,
  length: number,
  note: string | undefined,
): DataReport {
  const all = Object.values(parts);
  const { bytes } = perIdOf(parts.train.counts);
  const each = bytes === 1 ? "" : ` of ${bytes.toFixed(2)} bytes each`;
  const notes = [note, ...all.map((part) => part.note)].filter((one) => one !== undefined);
  return {
    columns: {
      tokens: {
        preparation: `${name}, ${size} ids${each}, windows of ${length}`,
        ...(unknown !== undefined && {
          unknown: all.reduce((sum, { counts }) => sum + counts.unknown, 0),
        }),
      },
    },
    ...(notes.length > 0 && { notes }),
  };
}

function checkLength(
  part: string,
  segments: readonly Segment[],
  { length, stride = length }: CheckedTextOptions,
): void {
  if (segments.some((segment) => windowsIn(segment, { length, stride }) > 0)) return;
  const longest = segments.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const reason = `a window of ${length} tokens and the one that follows need ${length + 1}, but the longest text has ${longest}`;
  const action = { train: "train on", validation: "validate on", test: "test on" }[part];
  throw new TolariaError("data/invalid", errorMessage(reason, `${action} it`));
}
