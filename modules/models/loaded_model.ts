import {
  type Dataset,
  disposeModel,
  errorMessage,
  type ModelInfo,
  type Tokenizer,
  TolariaError,
} from "../../core/mod.ts";
import { type ContainerModule, tf } from "../../deps.ts";
import type { Preparation } from "../data/_preparation/mod.ts";
import { LayeredHost } from "../hosts/_layered/mod.ts";
import type { StartedBackend } from "../start_backend.ts";
import type { Prediction } from "./decode_outputs.ts";
import { type EvaluateOptions, type Evaluation, evaluateModel } from "./evaluate_model.ts";
import { type PredictInput, Predictor, type RecordPlace } from "./predictor.ts";
import { RecordFile } from "./record_file.ts";

/** What a {@link LoadedModel} is made of. */
export interface LoadedParts {
  readonly directory: string;
  readonly model: tf.LayersModel;
  readonly info: ModelInfo | undefined;
  readonly backend: StartedBackend;
  readonly tokenizer: Tokenizer | undefined;
}

/** How predictions are made. */
export interface PredictOptions {
  /** Examples that go through the network at once, at least 1. @default 256 */
  readonly batchSize?: number;
  /** Names a record in errors. @default its number, from 0 */
  readonly place?: RecordPlace;
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
  /** What makes ids of text, as in the training; undefined if the model is none of text. */
  readonly tokenizer: Tokenizer | undefined;
  /** Fields that a record needs for a prediction. */
  readonly fields: readonly string[];
  readonly #model: tf.LayersModel;
  readonly #backend: StartedBackend;
  /** What tfjs calls the backend. */
  readonly #backendName: string;
  readonly #predictor: Predictor;
  #host: LayeredHost | undefined;
  #disposal: Promise<void> | undefined;

  /** Used by `loadModel`. */
  constructor({ directory, model, info, backend, tokenizer }: LoadedParts) {
    this.directory = directory;
    this.info = info;
    this.tokenizer = tokenizer;
    this.#model = model;
    this.#backend = backend;
    this.#backendName = tf.getBackend();
    this.#predictor = new Predictor(model, info);
    this.fields = this.#predictor.fields;
  }

  /** The layers; they stay this object's. @throws {TolariaError} `model/disposed` after `dispose()`. */
  get model(): tf.LayersModel {
    this.#check("use it");
    return this.#model;
  }

  /** Records in a row that a prediction takes: more than 1 if the model was trained on `windows()`. */
  get windowLength(): number {
    return this.#predictor.windowLength;
  }

  /** Name of the backend that it runs on. */
  get backend(): string {
    return this.#backend.name;
  }

  /**
   * Predicts, batch by batch.
   *
   * @param input Records, as objects with the fields of the training data: they are prepared as those were. Or
   * values of the inputs as they go into the network, by the names of the columns; those of a single input may come as they
   * are. A typed array is row-major. A model of `windows()` takes the records of one series in the order of time, and
   * predicts from each window over them.
   * @returns What was predicted for each example, by the name of the target.
   * @throws {TolariaError} `data/invalid` naming record, field and value; `model/disposed`; `backend/busy` if another
   * backend of the process has become current.
   *
   * @example
   * ```ts
   * import { loadModel } from "tolaria/models";
   *
   * await using model = await loadModel("out/model");
   * const [first] = await model.predict([{ bill_length: 39.1, flipper_length: 181 }]);
   * console.log(first?.species?.value, first?.species?.probability);
   * ```
   */
  async predict(input: PredictInput, options: PredictOptions = {}): Promise<Prediction[]> {
    const all: Prediction[] = [];
    for await (const batch of this.predictBatches(input, options)) all.push(...batch);
    return all;
  }

  /** Predicts like {@link predict}, and hands over each batch when it is there: for more records than fit in memory. */
  async *predictBatches(
    input: PredictInput,
    { batchSize = 256, place = (record) => `record ${record}` }: PredictOptions = {},
  ): AsyncGenerator<readonly Prediction[]> {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(
        `"batchSize" must be a whole number of at least 1, but is ${batchSize}. Cannot predict.`,
      );
    }
    this.#check("predict");
    for await (const batch of this.#predictor.batches(input, batchSize, place)) {
      this.#check("predict");
      yield await this.#predictor.predict(batch);
      // Timers and I/O get their turn: tfjs's promises settle without one.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Measures loss and metrics, as a validation does.
   *
   * @param data A data source, such as `csv()` or `arrays()`, whose splits are those of the training if it has the same
   * files, options and seed; a dataset of your own; or the path of a CSV, Parquet or JSON lines file, whose records are
   * prepared as those of the training were.
   * @throws {TolariaError} `host/unsupported` if model, objective and data do not fit together; `data/invalid` if the
   * source prepares its columns otherwise than the model was trained with; `options/invalid` if the model was saved
   * without its objective and none is given.
   *
   * @example
   * ```ts
   * import { digits } from "tolaria";
   * import { loadModel } from "tolaria/models";
   *
   * await using model = await loadModel("out/digits");
   * const { loss, metrics } = await model.evaluate(digits());
   * console.log(loss, metrics.accuracy);
   * ```
   */
  async evaluate(
    data: ContainerModule | Dataset | string,
    options: EvaluateOptions = {},
  ): Promise<Evaluation> {
    this.#check("evaluate");
    this.#host ??= new LayeredHost([{ name: "", model: this.#model }], {
      name: this.info?.host ?? this.#model.name,
      borrowed: true,
      trains: false,
    });
    const evaluated = { host: this.#host, info: this.info, tokenizer: this.tokenizer };
    if (typeof data !== "string") return evaluateModel(evaluated, data, options);
    const file = await RecordFile.open(data, this.#preparation());
    try {
      return await evaluateModel(evaluated, file, options);
    } finally {
      await file.close();
    }
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

  #preparation(): Preparation {
    const { preparation } = this.#predictor;
    if (preparation) return preparation;
    throw new TolariaError(
      "data/invalid",
      errorMessage(
        "the model was trained on columns without a preparation, so that the fields of a file mean nothing to it: give a data source",
        "evaluate on a file",
      ),
    );
  }

  #check(action: string): void {
    if (this.#disposal) {
      throw new TolariaError(
        "model/disposed",
        errorMessage(`the model of "${this.directory}" is disposed: load it again`, action),
      );
    }
    if (tf.getBackend() === this.#backendName) return;
    throw new TolariaError(
      "backend/busy",
      errorMessage(
        `the model was loaded on backend ${this.backend}, and tfjs's current one is ${tf.getBackend()} now: dispose what started it, or load the model with the same "backend"`,
        action,
      ),
    );
  }
}
