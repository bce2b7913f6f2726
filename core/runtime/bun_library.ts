import type { NativeArgument, NativeFunctions, NativeSignature } from "./native_library.ts";

/** What is called of `bun:ffi`; Deno, which checks these files too, does not know its types. */
interface Ffi {
  dlopen(
    path: string,
    symbols: Readonly<
      Record<string, { readonly args: readonly string[]; readonly returns: string }>
    >,
  ): { readonly symbols: Readonly<Record<string, (...values: unknown[]) => number>> };
  ptr(view: ArrayBufferView): number;
}

/** Functions of a shared library under Bun. */
export function bunLibrary<Name extends string>(
  path: string,
  signatures: Readonly<Record<Name, NativeSignature>>,
  require: NodeJS.Require,
): NativeFunctions<Name> {
  const ffi = require("bun:ffi") as Ffi;
  const names = Object.keys(signatures) as Name[];
  const asked = names.map((name) => {
    const { parameters, result } = signatures[name];
    return [
      name,
      { args: parameters.map((type) => (type === "memory" ? "ptr" : type)), returns: result },
    ];
  });
  const { symbols } = ffi.dlopen(path, Object.fromEntries(asked));
  // Bun has no pointer to an empty view.
  const passed = (value: NativeArgument) =>
    ArrayBuffer.isView(value) ? (value.byteLength > 0 ? ffi.ptr(value) : null) : value;
  const call = (name: Name) => {
    const symbol = symbols[name] as (...values: unknown[]) => number;
    return (...values: readonly NativeArgument[]) => symbol(...values.map(passed));
  };
  return Object.fromEntries(names.map((name) => [name, call(name)])) as NativeFunctions<Name>;
}
