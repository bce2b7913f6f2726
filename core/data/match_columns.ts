import { TolariaError } from "../errors/mod.ts";
import type { Column } from "../ports/dataset.ts";

/** What columns are to go to: the inputs or the outputs of a network. */
export interface Ends {
  /** In messages: `input`, `output`. */
  readonly kind: string;
  /** Names of the ends, in their order; undefined for each that was given none. */
  readonly names: readonly (string | undefined)[];
}

/**
 * The column that goes to each end, as its number: by name if the names agree, else in their order.
 *
 * @throws {TolariaError} `host/unsupported` if some names agree and some do not, and the order says otherwise than those
 * that do.
 */
export function matchColumns({ kind, names }: Ends, columns: readonly Column[]): readonly number[] {
  const inOrder = columns.map((_, index) => index);
  if (columns.length !== names.length) return inOrder;
  const byName = names.map((name) => columns.findIndex((column) => column.name === name));
  const agreeing = byName.filter((column) => column >= 0);
  if (agreeing.length === columns.length) return byName;
  // As many unnamed ends as columns are left: there is one for each that no name claims.
  const left = inOrder.filter((column) => !agreeing.includes(column));
  if (names.every((name, end) => name === undefined || (byName[end] as number) >= 0)) {
    return byName.map((column) => (column >= 0 ? column : (left.shift() as number)));
  }
  if (byName.every((column, end) => column < 0 || column === end)) return inOrder;
  const given = names.map((name) => name ?? "(no name)").join(", ");
  const held = columns.map(({ name }) => name).join(", ");
  throw new TolariaError(
    "host/unsupported",
    `The columns ${held} could be meant for the network's ${kind}s ${given} by name or in their order: give them the same names, or no name in common.`,
  );
}
