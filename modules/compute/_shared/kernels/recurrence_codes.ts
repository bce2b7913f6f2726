import type { FusedKernels, RecurrentActivation } from "../../../../core/mod.ts";

type Attributes = FusedKernels["TolariaRecurrence"]["attributes"];

const CELLS: Readonly<Record<Attributes["cell"], number>> = { simple: 0, gru: 1, lstm: 2 };

const ACTIVATIONS: Readonly<Record<RecurrentActivation, number>> = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  hardSigmoid: 4,
};

/** Returns the numbers by which compiled kernels know a cell and its activations. */
export function recurrenceCodes({
  cell,
  activation,
  recurrentActivation,
}: Attributes): [cell: number, activation: number, recurrentActivation: number] {
  return [CELLS[cell], ACTIVATIONS[activation], ACTIVATIONS[recurrentActivation]];
}
