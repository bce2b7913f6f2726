import { inputName, outputName } from "../../core/layers/mod.ts";
import { DATA_SOURCE, type DataSplits, type Dataset } from "../../core/mod.ts";
import { ContainerModule, type tf } from "../../deps.ts";
import { checkColumns, type MemoryColumn, MemoryDataset } from "../data/_memory/mod.ts";
import type { LossTargets } from "./compiled_objective.ts";
import {
  classWeightsOf,
  type FitClassWeights,
  type FitSampleWeights,
  sampleWeightsOf,
  type Weighting,
  weightColumn,
  withClassWeights,
} from "./example_weights.ts";
import { columnsOf, type Ends, type FitTensors, fail, tensorsFor } from "./examples.ts";

/** Examples to measure a model on: inputs, targets, and weights of the examples if there are any. */
export type ValidationData =
  | readonly [FitTensors, FitTensors]
  | readonly [FitTensors, FitTensors, FitSampleWeights];

/** What the examples of a fit are made from. */
export interface FitExamples {
  readonly x: FitTensors;
  readonly y: FitTensors;
  readonly classWeight?: FitClassWeights | undefined;
  readonly sampleWeight?: FitSampleWeights | undefined;
  readonly validationSplit?: number | undefined;
  readonly validationData?: ValidationData | undefined;
}

/** The examples of a fit, in memory. */
export interface FitData extends DataSplits {
  /** For each output, the index of the target column that weights its examples; undefined for none. */
  readonly weights: LossTargets["weights"];
}

/** Examples and their weights, output by output. */
interface Part {
  readonly inputs: readonly MemoryColumn[];
  readonly targets: readonly MemoryColumn[];
  readonly size: number;
  readonly weights: readonly (Weighting | undefined)[];
}

/** The inputs and outputs of a model, for messages and columns. */
export function endsOf(model: tf.LayersModel): { readonly inputs: Ends; readonly outputs: Ends } {
  const numbered = (name: string, index: number) => (index === 0 ? name : `${name}_${index + 1}`);
  return {
    inputs: {
      option: "x",
      names: model.inputNames,
      columns: model.inputNames.map((name, at) => inputName(name) ?? numbered("x", at)),
    },
    outputs: {
      option: "y",
      names: model.outputNames,
      columns: model.outputs.map((output, at) => outputName(output) ?? numbered("y", at)),
    },
  };
}

/** Copies the examples out of the tensors, which stay the caller's. @throws {TolariaError} `data/invalid`. */
export async function readExamples(model: tf.LayersModel, given: FitExamples): Promise<FitData> {
  const { validationData, validationSplit } = given;
  const ends = endsOf(model);
  const whole = await readPart(ends, given, "sampleWeight");
  const classWeights = classWeightsOf(given.classWeight, model.outputNames);
  const validation = validationData
    ? await readValidationPart(ends, validationData)
    : validationSplit && share(whole, splitAt(whole, validationSplit), whole.size);
  const train =
    validationData || !validationSplit ? whole : share(whole, 0, splitAt(whole, validationSplit));
  const weighted = {
    ...train,
    weights: train.weights.map((one, at) =>
      withClassWeights(one, classWeights[at], train.targets[at] as MemoryColumn),
    ),
  };
  return splitsOf(weighted, validation || undefined);
}

function splitsOf(train: Part, validation: Part | undefined): FitData {
  const shapes = train.weights.map((one, at) => (one ?? validation?.weights[at])?.shape);
  return {
    train: datasetOf(train, shapes),
    ...(validation && { validation: datasetOf(validation, shapes) }),
    weights: weightIndices(shapes.map((shape) => shape !== undefined)),
  };
}

/** Index of each output's column of weights: behind the targets, one for each output that is `weighted`. */
export function weightIndices(weighted: readonly boolean[]): LossTargets["weights"] {
  let next = weighted.length;
  return weighted.map((is) => (is ? next++ : undefined));
}

/** Outputs that are weighted in one split are so in the other, there by ones. */
function datasetOf(part: Part, shapes: readonly (readonly number[] | undefined)[]): Dataset {
  const { inputs, targets, size } = part;
  const weights = shapes.flatMap((shape, at) => {
    if (!shape) return [];
    const width = shape.reduce((product, extent) => product * extent, 1);
    const ones = { shape, values: new Float32Array(size * width).fill(1) };
    return [weightColumn((targets[at] as MemoryColumn).name, part.weights[at] ?? ones)];
  });
  const rows = Uint32Array.from({ length: size }, (_, index) => index);
  return new MemoryDataset(inputs, [...targets, ...weights], rows);
}

/** Reads examples to validate on, with a column of weights for each output that is `weighted`. */
export async function readValidation(
  { inputs, outputs, weighted }: ReturnType<typeof endsOf> & { weighted: readonly boolean[] },
  data: ValidationData,
): Promise<Dataset> {
  const part = await readValidationPart({ inputs, outputs }, data);
  if (part.weights.some((one, at) => one && !weighted[at])) {
    fail("Weights of validation examples are for fit()");
  }
  const shapes = weighted.map((is, at) => (is ? (part.weights[at]?.shape ?? []) : undefined));
  return datasetOf(part, shapes);
}

function readValidationPart(ends: ReturnType<typeof endsOf>, data: ValidationData): Promise<Part> {
  if (!Array.isArray(data) || data.length < 2 || data.length > 3) {
    fail(
      `"validationData" must be [x, y] or [x, y, sampleWeight], but ${Array.isArray(data) ? `has ${data.length} items` : "is no list"}`,
    );
  }
  const [x, y, sampleWeight] = data;
  return readPart(ends, { x, y, sampleWeight }, "validationData[2]");
}

async function readPart(
  { inputs, outputs }: ReturnType<typeof endsOf>,
  { x, y, sampleWeight }: FitExamples,
  weightOption: string,
): Promise<Part> {
  const [inputColumns, targetColumns] = await Promise.all([
    columnsOf(inputs, tensorsFor(inputs, x)),
    columnsOf(outputs, tensorsFor(outputs, y)),
  ]);
  const size = checkColumns("the tensors", [...inputColumns, ...targetColumns]);
  return {
    inputs: inputColumns,
    targets: targetColumns,
    size,
    weights: await sampleWeightsOf(weightOption, sampleWeight, outputs.names, size),
  };
}

function splitAt({ size }: Part, split: number): number {
  const at = Math.floor(size * (1 - split));
  if (at > 0 && at < size) return at;
  return fail(`"validationSplit" must leave examples on both sides, but is ${split} of ${size}`);
}

/** The examples from `from` up to `to`. */
function share({ inputs, targets, size, weights }: Part, from: number, to: number): Part {
  const rows = <T extends MemoryColumn["values"]>(values: T): T => {
    const width = values.length / size;
    return values.subarray(from * width, to * width) as T;
  };
  const cut = (columns: readonly MemoryColumn[]) =>
    columns.map((column) => ({ ...column, values: rows(column.values) }));
  return {
    inputs: cut(inputs),
    targets: cut(targets),
    size: to - from,
    weights: weights.map((one) => one && { ...one, values: rows(one.values) }),
  };
}

/** Makes examples that are there already the run's data. */
export function fitData(splits: DataSplits): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue({ name: "fit", open: async () => splits });
  });
}
