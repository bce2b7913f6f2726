import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";

/** Applies a group's options to an optimizer; returns it unchanged if there are none. */
export function withOverrides(optimizer: Optimizer, options: OptimizerOptions): Optimizer {
  // Keeps the identity of a wrapped optimizer that the user holds.
  return Object.keys(options).length === 0 ? optimizer : optimizer.with(options);
}

/** Splits options into those that `optimizer` has and the names of the others. */
export function applicable(
  optimizer: Optimizer,
  options: OptimizerOptions,
): { readonly known: OptimizerOptions; readonly ignored: readonly string[] } {
  const entries = Object.entries(options);
  return {
    known: Object.fromEntries(entries.filter(([name]) => name in optimizer.options)),
    ignored: entries.filter(([name]) => !(name in optimizer.options)).map(([name]) => name),
  };
}
