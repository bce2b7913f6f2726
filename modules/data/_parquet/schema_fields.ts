import { TolariaError } from "../../../core/worker.ts";
import type { SchemaTree } from "../../../deps_worker.ts";

/** A field of a record, or why it cannot be read. */
export interface SchemaField {
  /** `delay`; of a struct `image.bytes`. */
  readonly name: string;
  /** Why the field cannot be read; undefined if it can. */
  readonly fault?: string;
}

/** Fields of a schema's root; those of structs by their path. */
export function schemaFields(root: SchemaTree): readonly SchemaField[] {
  return root.children.flatMap((child) => fieldsOf(child, child.element.name));
}

/** The top-level column that a field is in. */
export function columnOf(field: string, columns: readonly string[]): string {
  const column = columns.find((name) => name === field || field.startsWith(`${name}.`));
  if (column !== undefined) return column;
  throw new TolariaError("data/invalid", `There is no column for field "${field}".`);
}

function fieldsOf(tree: SchemaTree, name: string): readonly SchemaField[] {
  const { children, element } = tree;
  const kind = element.logical_type?.type ?? element.converted_type;
  if (kind === "MAP" || kind === "MAP_KEY_VALUE") return [{ name, fault: "it is a map" }];
  if (kind === "VARIANT" || kind === "BSON" || kind === "INTERVAL") {
    return [{ name, fault: `its type is ${kind}` }];
  }
  if (kind === "LIST" || element.repetition_type === "REPEATED") {
    return holdsStruct(tree) ? [{ name, fault: "it is a list of structs" }] : [{ name }];
  }
  if (children.length === 0) return [{ name }];
  return children.flatMap((child) => fieldsOf(child, `${name}.${child.element.name}`));
}

/** Whether a list holds structs: a group with several fields, below those that make the list. */
function holdsStruct({ children }: SchemaTree): boolean {
  return children.length > 1 || children.some(holdsStruct);
}
