import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";

/** `optimizer` with a group's own options; itself where there are none. */
export function withOverrides(optimizer: Optimizer, options: OptimizerOptions): Optimizer {
  // A wrapped optimizer that its user holds stays the one that its user holds.
  return Object.keys(options).length === 0 ? optimizer : optimizer.with(options);
}

/** The options among `options` that `optimizer` has, and the names of the others. */
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
