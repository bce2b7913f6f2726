import { disposeModel, errorMessage, type ModelInfo, TolariaError } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";
import type { StartedBackend } from "../start_backend.ts";

/** What a {@link LoadedModel} is made of. */
export interface LoadedParts {
  readonly directory: string;
  readonly model: tf.LayersModel;
  readonly info: ModelInfo | undefined;
  readonly backend: StartedBackend;
}

/**
 * A model from a folder, ready to predict. Made by `loadModel`.
 *
 * Holds the weights, and the backend that they are on, until `dispose()`; `await using` disposes it.
 */
export class LoadedModel implements AsyncDisposable {
  /** Folder that it was loaded from. */
  readonly directory: string;
  /** What its `tolaria.json` says; undefined if another tool wrote the folder. */
  readonly info: ModelInfo | undefined;
  readonly #model: tf.LayersModel;
  readonly #backend: StartedBackend;
  #disposal: Promise<void> | undefined;

  constructor({ directory, model, info, backend }: LoadedParts) {
    this.directory = directory;
    this.info = info;
    this.#model = model;
    this.#backend = backend;
  }

  /** The layers; they stay this object's. @throws {TolariaError} `model/disposed` after `dispose()`. */
  get model(): tf.LayersModel {
    if (!this.#disposal) return this.#model;
    throw new TolariaError(
      "model/disposed",
      errorMessage(`the model of "${this.directory}" is disposed: load it again`, "use it"),
    );
  }

  /** Disposes the weights, and stops the backend unless something else uses it. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  /** The same as {@link dispose}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #dispose(): Promise<void> {
    disposeModel(this.#model);
    await this.#backend.dispose();
  }
}
