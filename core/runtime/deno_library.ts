import type { NativeArgument, NativeFunctions, NativeSignature } from "./native_library.ts";

/** As much of Deno as is used here. */
interface DenoFfi {
  dlopen(
    path: string,
    symbols: Readonly<
      Record<string, { readonly parameters: readonly string[]; readonly result: string }>
    >,
  ): { readonly symbols: Readonly<Record<string, (...values: unknown[]) => number>> };
  readonly UnsafePointer: { of(view: ArrayBufferView): object | null };
}

/** Functions of a shared library under Deno. Needs `--allow-ffi`. */
export function denoLibrary<Name extends string>(
  path: string,
  signatures: Readonly<Record<Name, NativeSignature>>,
): NativeFunctions<Name> {
  const deno = (globalThis as unknown as { readonly Deno: DenoFfi }).Deno;
  const names = Object.keys(signatures) as Name[];
  const asked = names.map((name) => {
    const { parameters, result } = signatures[name];
    return [
      name,
      { parameters: parameters.map((type) => (type === "memory" ? "pointer" : type)), result },
    ];
  });
  const { symbols } = deno.dlopen(path, Object.fromEntries(asked));
  const passed = (value: NativeArgument) =>
    ArrayBuffer.isView(value) ? deno.UnsafePointer.of(value) : value;
  const call = (name: Name) => {
    const symbol = symbols[name] as (...values: unknown[]) => number;
    return (...values: readonly NativeArgument[]) => symbol(...values.map(passed));
  };
  return Object.fromEntries(names.map((name) => [name, call(name)])) as NativeFunctions<Name>;
}
