import { disposeModel, modelIn, readModelFolder } from "../../core/mod.ts";
import { type BackendChoice, startBackend } from "../start_backend.ts";
import { LoadedModel } from "./loaded_model.ts";
import { type MakeTokenizer, restoreTokenizer } from "./restore_tokenizer.ts";

/** How a model is loaded. */
export interface LoadOptions {
  /** What it runs on. @default the fastest backend that is available */
  readonly backend?: BackendChoice;
  /** Makes a tokenizer of your own again from its `toJson()`. @default `tokenizerFrom()`, which knows Tolaria's */
  readonly tokenizer?: MakeTokenizer;
}

/**
 * Loads a model folder and verifies the hash of each of its files. Starts the backend by itself, and holds it until the
 * model is disposed. A folder that another tool wrote for stock tfjs can be loaded too.
 *
 * @throws {TolariaError} `model/missing` if there is no such folder, `model/corrupt` if a file of it is damaged,
 * `model/invalid` if it is of a later version or its weights do not fit; `backend/*` if the backend does not start.
 *
 * @example
 * ```ts
 * import { loadModel } from "tolaria/models";
 *
 * await using model = await loadModel("out/model");
 * const [first] = await model.predict([{ age: 31, income: 52_000 }]);
 * console.log(first);
 * ```
 */
export async function loadModel(
  directory: string,
  { backend = "auto", tokenizer: make }: LoadOptions = {},
): Promise<LoadedModel> {
  // Faults of the folder come first: they take no backend to find.
  const folder = await readModelFolder(directory);
  const tokenizer =
    folder.tokenizer && (await restoreTokenizer(directory, folder.tokenizer.json, make));
  const started = await startBackend(backend);
  try {
    const model = await modelIn(folder);
    try {
      return new LoadedModel({
        directory,
        model,
        info: folder.info,
        backend: started,
        tokenizer,
      });
    } catch (error) {
      disposeModel(model);
      throw error;
    }
  } catch (error) {
    await started.dispose();
    throw error;
  }
}
