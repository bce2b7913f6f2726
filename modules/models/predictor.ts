import { outputActivation } from "../../core/layers/mod.ts";
import {
  type ColumnValues,
  type Json,
  type ModelInfo,
  type SavedColumn,
  TolariaError,
} from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import {
  type PlainRecord,
  type Preparation,
  recordsToValues,
  tablePreparation,
} from "../data/_preparation/mod.ts";
import {
  type ArrayInput,
  arrayBatches,
  type InputValues,
  isArrayInput,
  recordValues,
} from "./array_batches.ts";
import { decodeOutputs, type OutputEnd, type Prediction } from "./decode_outputs.ts";
import { inputColumns } from "./input_columns.ts";

/** Names a record in an error: `record 3`. */
export type RecordPlace = (record: number) => string;

/** Records as objects, or values of whole columns as they go into the network. */
export type PredictInput =
  | Iterable<Readonly<Record<string, unknown>>>
  | AsyncIterable<Readonly<Record<string, unknown>>>
  | ArrayInput
  | Readonly<Record<string, ArrayInput>>;

/** What a value of the target is, from a network and a `tolaria.json`. */
export class Predictor {
  /** Columns that go into the network, in the order of its inputs. */
  readonly inputs: readonly SavedColumn[];
  /** Its outputs. */
  readonly outputs: readonly OutputEnd[];
  /** What records go through first. */
  readonly preparation: Preparation | undefined;
  readonly #model: tf.LayersModel;
  readonly #objective: ModelInfo["objective"];

  constructor(model: tf.LayersModel, info: ModelInfo | undefined) {
    this.#model = model;
    this.#objective = info?.objective;
    this.preparation = tablePreparation(info?.preparation);
    this.inputs = inputColumns(model, info);
    this.outputs = outputsOf(model, info);
  }

  /** Fields that each record needs. */
  get fields(): readonly string[] {
    return this.preparation?.fieldsFor("predict") ?? this.inputs.map(({ name }) => name);
  }

  /** Records in a row that an example takes. */
  get windowLength(): number {
    return this.preparation?.window?.length ?? 1;
  }

  /** Cuts what is given into batches of values for the network. */
  async *batches(
    input: PredictInput,
    batchSize: number,
    place: RecordPlace,
  ): AsyncGenerator<InputValues> {
    if (!isRecords(input)) {
      yield* arrayBatches(input, this.inputs, batchSize);
      return;
    }
    const shared = this.windowLength - 1;
    let first = 0;
    let some = false;
    for await (const records of inBatches(input, batchSize, shared)) {
      if (records.length <= shared) throw tooFew(records.length, shared + 1);
      yield await this.prepare(records, first, place);
      first += records.length - shared;
      some = true;
    }
    if (!some && shared > 0) throw tooFew(0, shared + 1);
  }

  /** Prepares records, of which the first has the number `first`; of windows, those in a row that each of them takes. */
  async prepare(
    records: readonly PlainRecord[],
    first: number,
    place: RecordPlace,
  ): Promise<InputValues> {
    if (!this.preparation) {
      return recordValues(records, this.inputs, (at) => place(first + at));
    }
    const numbers = Uint32Array.from(records, (_, at) => first + at);
    const values = recordsToValues(records, this.fields);
    const { inputs } = await this.preparation.apply(values, {
      records: numbers,
      purpose: "predict",
      place,
    });
    const size = records.length - this.windowLength + 1;
    return { size, inputs: this.#inOrder(inputs) };
  }

  /** Runs the network on a batch. */
  async predict({ size, inputs }: InputValues): Promise<readonly Prediction[]> {
    const outputs = tf.tidy(() => {
      const values = this.inputs.map(({ shape, dtype }, at) =>
        tf.tensor(inputs[at] as ColumnValues, [size, ...shape], dtype),
      );
      const output = this.#model.apply(values.length === 1 ? (values[0] as tf.Tensor) : values);
      return [output].flat() as tf.Tensor[];
    });
    // Not at once: a GPU computes while the next batch is prepared.
    const read = await Promise.all(outputs.map((output) => output.data<"float32">()));
    tf.dispose(outputs);
    return this.#decode(read, size);
  }

  #decode(outputs: readonly Float32Array[], size: number): readonly Prediction[] {
    const { preparation } = this;
    if (!preparation) return decodeOutputs(this.outputs, this.#objective, outputs, size);
    // Targets of the preparation are in the order of the data, outputs in that of the network.
    const order = preparation.targets.map(({ name }) =>
      this.outputs.findIndex((output) => output.name === name),
    );
    const ordered = order.map((at) => outputs[at] as Float32Array);
    const [logits, squashed] = [false, true].map((one) =>
      this.outputs.some((output) => output.squashed === one)
        ? preparation.decode(ordered, size, one)
        : undefined,
    );
    return Array.from({ length: size }, (_, example) =>
      Object.fromEntries(
        this.outputs.map(({ name, squashed: is }) => {
          const decoded = (is ? squashed : logits)?.[example]?.[name];
          return [name, decoded as Prediction[string]];
        }),
      ),
    );
  }

  /** Inputs of the preparation in the order of the network's. */
  #inOrder(inputs: readonly ColumnValues[]): readonly ColumnValues[] {
    const names = this.preparation?.inputs.map(({ name }) => name) ?? [];
    return this.inputs.map(({ name }) => inputs[names.indexOf(name)] as ColumnValues);
  }
}

/** Whether `input` is records and not values of columns. */
function isRecords(
  input: PredictInput,
): input is Iterable<PlainRecord> | AsyncIterable<PlainRecord> {
  if (Array.isArray(input)) {
    const [first] = input as readonly unknown[];
    return typeof first === "object" && first !== null && !isArrayInput(first);
  }
  if (isArrayInput(input)) return false;
  return Symbol.iterator in input || Symbol.asyncIterator in input;
}

/** Cuts records into batches; the last `shared` ones of each begin the next, which has as many windows as `size`. */
async function* inBatches(
  records: Iterable<PlainRecord> | AsyncIterable<PlainRecord>,
  size: number,
  shared: number,
): AsyncGenerator<readonly PlainRecord[]> {
  let batch: PlainRecord[] = [];
  let fresh = 0;
  for await (const record of records) {
    batch.push(record);
    fresh += 1;
    if (batch.length < size + shared) continue;
    yield batch;
    batch = shared > 0 ? batch.slice(-shared) : [];
    fresh = 0;
  }
  if (fresh > 0) yield batch;
}

function tooFew(records: number, length: number): TolariaError {
  return new TolariaError(
    "data/invalid",
    `The model takes windows of ${length} records in a row, but there are ${records}. Cannot predict.`,
  );
}

function outputsOf(model: tf.LayersModel, info: ModelInfo | undefined): readonly OutputEnd[] {
  const targets = info?.targets.length === model.outputs.length ? info.targets : [];
  return model.outputs.map((output, at) => {
    const target = targets[at];
    const activation = outputActivation(output);
    return {
      name: target?.name ?? (model.outputs.length === 1 ? "output" : `output${at + 1}`),
      shape: output.shape.slice(1),
      target,
      squashed:
        activation === undefined || activation === "linear"
          ? fromProbabilities(info?.objective?.options)
          : /softmax|sigmoid/i.test(activation),
    };
  });
}

/** Whether an objective was told that the outputs are probabilities. */
function fromProbabilities(options: Json | undefined): boolean {
  return (options as { readonly fromLogits?: boolean } | null | undefined)?.fromLogits === false;
}
