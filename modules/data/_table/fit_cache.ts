import { errorMessage, messageOf } from "../../../core/mod.ts";
import { IndexFolder } from "../_indexed/mod.ts";
import { type Preparation, preparationFromJson } from "../_preparation/mod.ts";

/** Keeps what was fitted, so that the training records of the same files are not read again for it. */
export class FitCache {
  readonly #folder: IndexFolder;
  readonly #key: unknown;

  /** @param key All that the fit depends on, as plain data: files, columns, split. */
  constructor(folder: string, key: unknown) {
    this.#folder = new IndexFolder(folder);
    this.#key = ["fit", key];
  }

  /** Finds what was fitted; undefined if it was not, or is damaged: it is fitted again then. */
  find(): Preparation | undefined {
    const found = this.#folder.find<object>(this.#key);
    if (!("body" in found)) return undefined;
    return preparationFromJson(JSON.parse(Buffer.from(found.body).toString()));
  }

  /** Keeps what was fitted. Returns why that failed. */
  keep(preparation: Preparation): string | undefined {
    try {
      this.#folder.keep(this.#key, {}, Buffer.from(JSON.stringify(preparation)));
      return undefined;
    } catch (error) {
      return errorMessage(messageOf(error), "keep the fitted columns");
    }
  }
}
