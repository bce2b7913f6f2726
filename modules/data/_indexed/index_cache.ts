import { resolve } from "node:path";
import { errorMessage, messageOf } from "../../../core/worker.ts";
import { IndexFolder } from "./index_folder.ts";
import type { RecordRules } from "./record_scanner.ts";
import { changeOf, type FileState, type FirstRecord, type TextIndex } from "./text_index.ts";

/** What an index depends on besides the file's content. */
export interface IndexKey {
  readonly rules: RecordRules;
  readonly first: FirstRecord;
}

/** What was found. */
export type CachedIndex =
  | { readonly index: TextIndex }
  /** Why the index that was found cannot be used. */
  | { readonly stale: string }
  | { readonly missing: true };

type Header = Omit<TextIndex, "rules" | "offsets">;

/** Indexes of text files in a folder. */
export class IndexCache {
  readonly #folder: IndexFolder;

  constructor(folder: string) {
    this.#folder = new IndexFolder(folder);
  }

  /** Finds the index of a file as it is now. */
  find(state: FileState, key: IndexKey): CachedIndex {
    const found = this.#folder.find<Header>([resolve(state.path), key]);
    if (!("header" in found)) return found;
    const { header, body } = found;
    const change = changeOf(header, state);
    if (change) return { stale: change };
    const offsets = new Float64Array(body.buffer);
    return { index: { ...header, ...state, rules: key.rules, offsets } };
  }

  /** Keeps an index. Returns why that failed; the index is made again next time then. */
  keep(index: TextIndex, key: IndexKey): string | undefined {
    const { offsets, rules: _, ...header } = index;
    const bytes = new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength);
    try {
      this.#folder.keep([resolve(index.path), key], header, bytes);
      return undefined;
    } catch (error) {
      return errorMessage(messageOf(error), `keep the index of "${index.path}"`);
    }
  }
}
