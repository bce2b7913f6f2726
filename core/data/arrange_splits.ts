import { TolariaError } from "../errors/mod.ts";
import type { Column, DataSplits, Dataset, ValueLimit } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import type { DataReport } from "../ports/reports/data_report.ts";
import { ArrangedDataset, type Arrangement } from "./arranged_dataset.ts";
import { matchColumns } from "./match_columns.ts";

/**
 * The examples with their columns in the order of the network's inputs and outputs, single numbers as lists of one where the
 * network has such, and their ids and class numbers looked at as they are gathered.
 *
 * @throws {TolariaError} `host/unsupported` if columns could be meant for other inputs or outputs, or count more ids than
 * a layer has rows.
 */
export function arrangeSplits(host: Host, objective: Objective, splits: DataSplits): DataSplits {
  const { train, validation, test } = splits;
  return {
    ...(splits.preparation && { preparation: splits.preparation }),
    ...(splits.tokenizer && { tokenizer: splits.tokenizer }),
    ...(splits.fingerprint !== undefined && { fingerprint: splits.fingerprint }),
    // Called on what was opened, which may be an object of a class.
    ...(splits.describe && { describe: () => splits.describe?.() as DataReport }),
    ...(splits.dispose && { dispose: async () => splits.dispose?.() }),
    train: arrange(host, objective, train),
    ...(validation && { validation: arrange(host, objective, validation) }),
    ...(test && { test: arrange(host, objective, test) }),
  };
}

function arrange(host: Host, objective: Objective, dataset: Dataset): Dataset {
  // Its columns are in the network's order.
  if (dataset.stream) return dataset;
  const { inputNames = [], outputNames = [], inputLookups = [] } = host;
  const inputs = matchColumns({ kind: "input", names: inputNames }, dataset.inputs);
  const targets = matchColumns({ kind: "output", names: outputNames }, dataset.targets);
  const arrangement: Arrangement = {
    inputs,
    targets,
    inputLimits: inputs.map((from, at) => {
      const lookup = inputLookups[at];
      return lookup && limitOf(dataset.inputs[from] as Column, lookup.rows, lookup.layer);
    }),
    targetLimits: targets.map((from) => {
      const column = dataset.targets[from] as Column;
      return column.classes === undefined ? objective.limitOf?.(host, column) : undefined;
    }),
    inputLists: inputs.map((from, at) =>
      isListOfOne(dataset.inputs[from] as Column, host.inputShapes[at]),
    ),
    // A class number stays one: an output of one number is no row of classes.
    targetLists: targets.map((from, at) => {
      const column = dataset.targets[from] as Column;
      return column.dtype === "float32" && isListOfOne(column, host.outputShapes[at]);
    }),
  };
  const { inputLimits, targetLimits, inputLists = [], targetLists = [] } = arrangement;
  const changed = [...inputLimits, ...targetLimits, ...inputLists, ...targetLists].some(Boolean);
  if (!changed && [inputs, targets].every(isInOrder)) return dataset;
  return new ArrangedDataset(dataset, arrangement);
}

/**
 * Looks at the ids and class numbers of examples in memory; those of others are looked at as they are gathered.
 *
 * @throws {TolariaError} `data/invalid`, naming column, example and value.
 */
export function lookAtValues({ train, validation, test }: DataSplits): void {
  for (const dataset of [train, validation, test]) {
    if (dataset instanceof ArrangedDataset) dataset.lookAtAll();
  }
}

/** What a lookup asks of a column; undefined if the column keeps to it anyway. */
function limitOf({ name, classes }: Column, rows: number, layer: string): ValueLimit | undefined {
  const reason = `layer "${layer}" has rows 0 to ${rows - 1}`;
  if (classes === undefined) return { below: rows, reason };
  if (classes <= rows) return undefined;
  throw new TolariaError(
    "host/unsupported",
    `Column "${name}" has ids 0 to ${classes - 1}: ${reason}.`,
  );
}

/** Whether a single number goes to a place for a list of one. */
function isListOfOne({ shape }: Column, end: readonly (number | null)[] | undefined): boolean {
  return shape.length === 0 && end?.length === 1 && end[0] === 1;
}

function isInOrder(order: readonly number[]): boolean {
  return order.every((from, at) => from === at);
}
