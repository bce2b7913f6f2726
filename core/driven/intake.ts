import { tf } from "../../deps.ts";
import { ArrangedDataset, checkLimit } from "../data/arranged_dataset.ts";
import { indicesBetween } from "../data/epoch_order.ts";
import type { Batch } from "../data/feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import { fetchValues } from "../late_reads/fetch_values.ts";
import type { Column, ColumnValues, Dataset, ValueLimit } from "../ports/dataset.ts";

// B = examples in the batch

/** Values of one column: numbers, row-major, or a tensor [B, ...shape], which stays its owner's. */
export type DrivenValues = ColumnValues | tf.Tensor;

/** A batch of a driven run: a value for each column, in the order in which `driven()` declares them. */
export interface DrivenBatch {
  /** What goes into the network. */
  readonly inputs: readonly DrivenValues[];
  /** What its outputs are compared with. */
  readonly targets: readonly DrivenValues[];
  /** Weights of the examples, if a column of weights is declared. */
  readonly weights?: Float32Array | tf.Tensor;
}

/** A column as the network takes it. */
interface Place {
  readonly column: Column;
  /** Its number in the driver's order. */
  readonly from: number;
  readonly limit: ValueLimit | undefined;
}

/** Checks what a driver hands over, and makes batches of it. */
export class Intake {
  readonly #inputs: readonly Place[];
  readonly #targets: readonly Place[];
  readonly #weights: Column | undefined;

  /** @param dataset The columns that are declared, in the network's order. */
  constructor(dataset: Dataset) {
    const arrangement = dataset instanceof ArrangedDataset ? dataset.arrangement : undefined;
    this.#inputs = placesOf(dataset.inputs, arrangement?.inputs, arrangement?.inputLimits);
    this.#targets = placesOf(dataset.targets, arrangement?.targets, arrangement?.targetLimits);
    this.#weights = dataset.weights;
  }

  /**
   * Makes a batch. Tensors are shared, not copied: they stay the caller's to dispose.
   *
   * @throws {TolariaError} `data/invalid`, naming column and value, before anything is made.
   */
  batch({ inputs, targets, weights }: DrivenBatch): Batch {
    const size = this.#sizeOf(inputs);
    const indices = indicesBetween(0, size);
    checkAll("input", this.#inputs, inputs, indices);
    checkAll("target", this.#targets, targets, indices);
    checkWeights(this.#weights, weights, size);
    const made = [
      ...toTensors(this.#inputs, inputs, size),
      ...toTensors(this.#targets, targets, size),
    ];
    const weighed = this.#weights && weights && toTensor(this.#weights, weights, size);
    return {
      inputs: made.slice(0, inputs.length),
      targets: made.slice(inputs.length),
      ...(weighed && { weights: weighed }),
      size,
      indices,
      dispose: () => tf.dispose([...made, ...(weighed ? [weighed] : [])]),
    };
  }

  /** Makes tensors of inputs alone, in the network's order. The caller disposes them. @throws {TolariaError} `data/invalid`. */
  inputs(inputs: readonly DrivenValues[]): tf.Tensor[] {
    const size = this.#sizeOf(inputs);
    checkAll("input", this.#inputs, inputs, indicesBetween(0, size));
    return toTensors(this.#inputs, inputs, size);
  }

  /** Examples in a batch, by the first of its inputs. */
  #sizeOf(inputs: readonly DrivenValues[]): number {
    const first = inputs[0];
    const column = this.#inputs.find(({ from }) => from === 0)?.column;
    if (!first || !column) throw invalid(`there is no input: ${namesOf(this.#inputs)} is declared`);
    const size =
      first instanceof tf.Tensor ? (first.shape[0] ?? 1) : first.length / widthOf(column);
    if (size === 0) throw invalid("there is no example in it: a batch has at least 1");
    if (Number.isInteger(size)) return size;
    throw invalid(
      `column "${column.name}" must have a multiple of ${widthOf(column)} numbers, but has ${(first as ColumnValues).length}`,
    );
  }
}

function placesOf(
  columns: readonly Column[],
  order: readonly number[] = columns.map((_, at) => at),
  limits: readonly (ValueLimit | undefined)[] = [],
): readonly Place[] {
  return columns.map((column, at) => ({
    column,
    from: order[at] as number,
    limit: limits[at] ?? classLimit(column),
  }));
}

function classLimit({ classes }: Column): ValueLimit | undefined {
  if (classes === undefined) return undefined;
  return { below: classes, reason: `the column has classes 0 to ${classes - 1}` };
}

function checkAll(
  kind: string,
  places: readonly Place[],
  values: readonly DrivenValues[],
  indices: Uint32Array,
): void {
  if (values.length !== places.length) {
    throw invalid(
      `it has ${values.length} ${kind} columns, but ${places.length} are declared: ${namesOf(places)}`,
    );
  }
  for (const { column, from, limit } of places) {
    const given = values[from] as DrivenValues;
    checkForm(column, given, indices.length);
    if (limit) checkLimit(column, numbersOf(given), indices, limit);
  }
}

function checkWeights(
  column: Column | undefined,
  weights: DrivenValues | undefined,
  size: number,
): void {
  if (!column && !weights) return;
  if (!column) throw invalid("it has weights, but no column of weights is declared");
  if (!weights) throw invalid(`it has no weights, but column "${column.name}" is declared`);
  checkForm(column, weights, size);
  const wrong = numbersOf(weights).find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong === undefined) return;
  throw invalid(`weights "${column.name}" must be finite and at least 0, but one is ${wrong}`);
}

/** Fails unless a value has the column's type and as many numbers as `size` examples have. */
function checkForm(column: Column, values: DrivenValues, size: number): void {
  const { name, shape, dtype } = column;
  if (values instanceof tf.Tensor) {
    if (values.isDisposed) throw invalid(`the tensor of column "${name}" is disposed`);
    const [found, wanted] = [`${values.dtype} [${values.shape}]`, `${dtype} [${[size, ...shape]}]`];
    const single = `${dtype} [${size}]`;
    if (found === wanted || (widthOf(column) === 1 && found === single)) return;
    throw invalid(`column "${name}" must be ${wanted}, but is a tensor of ${found}`);
  }
  const length = size * widthOf(column);
  const fits = dtype === "int32" ? values instanceof Int32Array : values instanceof Float32Array;
  if (fits && values.length === length) return;
  const found = ArrayBuffer.isView(values)
    ? `${(values as ColumnValues).length} in a ${(values as ColumnValues).constructor.name}`
    : String(values);
  throw invalid(`column "${name}" must have ${length} numbers of ${dtype}, but has ${found}`);
}

function toTensors(
  places: readonly Place[],
  values: readonly DrivenValues[],
  size: number,
): tf.Tensor[] {
  return places.map(({ column, from }) => toTensor(column, values[from] as DrivenValues, size));
}

function toTensor({ shape, dtype }: Column, values: DrivenValues, size: number): tf.Tensor {
  // Both share the numbers of a tensor that is given.
  if (values instanceof tf.Tensor) return values.reshape([size, ...shape]);
  return tf.tensor(values, [size, ...shape], dtype);
}

/** Has the numbers of tensors that are handed in come from a device that hands none over at once. */
export async function fetchGiven({ inputs, targets, weights }: DrivenBatch): Promise<void> {
  const given = [...inputs, ...targets, ...(weights ? [weights] : [])];
  await fetchValues(
    given.filter((values) => values instanceof tf.Tensor).filter(({ isDisposed }) => !isDisposed),
  );
}

function numbersOf(values: DrivenValues): ColumnValues {
  return values instanceof tf.Tensor ? (values.dataSync() as ColumnValues) : values;
}

function widthOf({ shape }: Column): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function namesOf(places: readonly Place[]): string {
  const names = places.toSorted((a, b) => a.from - b.from).map(({ column }) => column.name);
  return names.join(", ");
}

function invalid(fault: string): TolariaError {
  return new TolariaError("data/invalid", `The batch does not fit: ${fault}. Cannot train on it.`);
}
