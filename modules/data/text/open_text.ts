import { type DataReport, type DataSplits, errorMessage, TolariaError } from "../../../core/mod.ts";
import { DataFile } from "../_files/mod.ts";
import { fingerprintLine } from "../_indexed/mod.ts";
import { findFiles, type PartOption } from "../_table/mod.ts";
import { byteCorpus, type Corpus, cut, type Segment, tokenCorpus } from "./corpus.ts";
import type { CheckedTextOptions, TextTokenizer } from "./options.ts";
import { TextDataset, type TextDatasetParts, windowsIn } from "./text_dataset.ts";
import { codePoints, countUnknown, readText, Vocabulary } from "./vocabulary.ts";

/** Bytes of a block of windows that are read from a disk. */
const BLOCK_BYTES = 2 ** 20;

/** Blocks that are mixed with each other. */
const WINDOW = 32;

/** A part of the text by its name: `train`, `validation` or `test`. */
type Parts<T> = { readonly train: T; readonly validation?: T; readonly test?: T };

/** What the tokens are, once the training text is known. */
interface Tokens extends Pick<TextDatasetParts, "classes" | "categories"> {
  readonly parts: Parts<readonly Segment[]>;
  /** As the report says it: `characters`. */
  readonly name: string;
  readonly unknown?: number;
}

/** Opens a corpus: splits it and learns its characters from the part that is trained on. */
export function openText(options: CheckedTextOptions, opened: DataFile[]): DataSplits {
  const { length, stride = length, memoryBytes } = options;
  const open = (part: string | readonly string[]): readonly DataFile[] => {
    const files = findFiles(part).map((path) => DataFile.open(path));
    opened.push(...files);
    return files;
  };
  const tokens = readTokens(options, open);
  const onDisk = options.tokens === "bytes" && opened.some(({ size }) => size > memoryBytes);
  const blockSize = Math.max(1, Math.floor(BLOCK_BYTES / stride));
  const dataset = (segments: readonly Segment[]) =>
    new TextDataset({
      segments,
      length,
      stride,
      classes: tokens.classes,
      ...(tokens.categories && { categories: tokens.categories }),
      ...(onDisk && { blocks: { size: blockSize, window: WINDOW } }),
    });
  const { train, validation, test } = tokens.parts;
  for (const [part, segments] of Object.entries(tokens.parts)) {
    checkLength(part, segments, length, stride);
  }
  return {
    train: dataset(train),
    ...(validation && { validation: dataset(validation) }),
    ...(test && { test: dataset(test) }),
    preparation: {
      version: 1,
      kind: "text",
      tokens: tokens.name,
      classes: tokens.classes,
      ...(tokens.categories && { categories: tokens.categories }),
    },
    fingerprint: opened.map(({ state }) => fingerprintLine(state)).join("\n"),
    describe: () => describe(tokens, length),
  };
}

function readTokens(
  { files, tokens, validation, test, memoryBytes }: CheckedTextOptions,
  open: (part: string | readonly string[]) => readonly DataFile[],
): Tokens {
  const read = (file: DataFile): Corpus => {
    if (file.size === 0) throw empty(file);
    if (tokens === "bytes") return byteCorpus(file, memoryBytes);
    const text = readText(file, memoryBytes);
    const { path } = file.state;
    return tokens === "characters" ? codePoints(path, text) : encoded(path, text, tokens);
  };
  const corpora: Record<string, readonly Corpus[]> = { train: open(files).map(read) };
  for (const [part, option] of Object.entries({ validation, test })) {
    if (option !== undefined && typeof option !== "number") corpora[part] = open(option).map(read);
  }
  const parts = (all: Readonly<Record<string, readonly Corpus[]>>) =>
    segmentsOf(all, { validation, test });
  if (tokens === "bytes") return { parts: parts(corpora), classes: 256, name: "bytes" };
  if (tokens !== "characters") {
    return { parts: parts(corpora), classes: tokens.size, name: `tokens of ${tokens.name}` };
  }
  const vocabulary = new Vocabulary(parts(corpora).train);
  const ids = Object.entries(corpora).map(([part, own]) => [
    part,
    own.map((corpus) => vocabulary.encode(corpus)),
  ]);
  const segments = parts(Object.fromEntries(ids));
  const { characters: categories } = vocabulary;
  const others = [...(segments.validation ?? []), ...(segments.test ?? [])];
  const unknown = countUnknown(others);
  return { parts: segments, classes: categories.length, categories, name: "characters", unknown };
}

/** Segments of each part: those of its own files, or its share of the training files. */
function segmentsOf(
  corpora: Readonly<Record<string, readonly Corpus[]>>,
  options: { readonly validation: PartOption | undefined; readonly test: PartOption | undefined },
): Parts<readonly Segment[]> {
  const shared = Object.entries(options).filter(([, option]) => typeof option === "number");
  const [train = [], ...others] = cut(
    corpora.train ?? [],
    shared.map(([, share]) => share as number),
  );
  const apart = Object.entries(corpora).filter(([part]) => part !== "train");
  return {
    train,
    ...Object.fromEntries(apart.map(([part, own]) => [part, cut(own, [])[0] ?? []])),
    ...Object.fromEntries(shared.map(([part], at) => [part, others[at] ?? []])),
  };
}

function encoded(path: string, text: string, { name, encode, size }: TextTokenizer): Corpus {
  const ids = encode(text);
  const wrong = Array.from(ids).findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < size));
  if (wrong < 0) return tokenCorpus(path, Int32Array.from(ids));
  throw new TolariaError(
    "data/invalid",
    `Tokenizer "${name}" must give whole numbers from 0 to ${size - 1}, but gave ${ids[wrong]} for token ${wrong}. Cannot read "${path}".`,
  );
}

function describe({ name, categories, unknown }: Tokens, length: number): DataReport {
  const column = {
    preparation: `${name}, windows of ${length}`,
    ...(categories && { categories }),
    ...(unknown && { unknown }),
  };
  return { columns: { tokens: column } };
}

function checkLength(
  part: string,
  segments: readonly Segment[],
  length: number,
  stride: number,
): void {
  if (segments.some((segment) => windowsIn(segment, { length, stride }) > 0)) return;
  const longest = segments.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const reason = `a window of ${length} tokens and the one that follows need ${length + 1}, but the longest text has ${longest}`;
  const action = { train: "train on", validation: "validate on", test: "test on" }[part];
  throw new TolariaError("data/invalid", errorMessage(reason, `${action} it`));
}

function empty({ state }: DataFile): TolariaError {
  return new TolariaError("data/corrupt", errorMessage("it is empty", `read "${state.path}"`));
}
