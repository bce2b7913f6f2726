import { createRequire } from "node:module";
import { bunLibrary } from "./bun_library.ts";
import { denoLibrary } from "./deno_library.ts";
import { runtimeIdentity } from "./identity.ts";

/** Types of C that cross over; `memory` is a pointer to the first byte of a view, or null. */
export type NativeType = "i32" | "i64" | "f64" | "memory" | "void";

/** Parameters and result of a C function. */
export interface NativeSignature {
  readonly parameters: readonly NativeType[];
  readonly result: "i32" | "f64" | "void";
}

/** What goes to a C function: a view is handed over where it lies, without a copy. */
export type NativeArgument = number | bigint | ArrayBufferView | null;

/** Functions of a shared library. */
export type NativeFunctions<Name extends string> = Readonly<
  Record<Name, (...values: readonly NativeArgument[]) => number>
>;

/**
 * Opens a shared library; it stays open. Calls hold the thread, and a view must stay alive for as long as the library
 * uses it.
 *
 * @throws {Error} If it cannot be loaded, or a function is missing.
 */
export function openLibrary<Name extends string>(
  path: string,
  signatures: Readonly<Record<Name, NativeSignature>>,
): NativeFunctions<Name> {
  switch (runtimeIdentity().name) {
    case "bun":
      return bunLibrary(path, signatures, createRequire(import.meta.url));
    case "deno":
      return denoLibrary(path, signatures);
    case "node":
      throw new Error("Node cannot call C libraries");
  }
}
