import { firstLibrary } from "./first_library.ts";
import { EVERYBODY, FUTEX_WAIT, FUTEX_WAKE, timespec } from "./futex.ts";
import type { SharedMemory } from "./shared_memory.ts";

/** `CLOCK_MONOTONIC` of Linux. */
const CLOCK_MONOTONIC = 1;

/** What is called of the runtime. */
interface Mapping {
  mmap(path: string, options: { readonly shared: boolean }): Uint8Array<ArrayBuffer>;
}

/** What is called of `bun:ffi`; Deno, which checks these files too, does not know its types. */
interface Ffi {
  dlopen<Name extends string>(
    library: string,
    symbols: Readonly<Record<Name, { readonly args: readonly string[]; readonly returns: string }>>,
  ): { readonly symbols: Readonly<Record<Name, (...args: unknown[]) => number | bigint>> };
  ptr(bytes: NodeJS.TypedArray, offset?: number): number;
}

/** What is called of the library. */
const SYMBOLS = {
  clock_gettime: { args: ["i32", "ptr"], returns: "i32" },
  syscall: { args: ["i64", "ptr", "i32", "u32", "ptr", "ptr", "u32"], returns: "i64" },
} as const;

/**
 * Shared memory under Bun: its own `mmap`, and the C library's clock.
 *
 * @param futex Number of the system call.
 * @param require Loads `bun:ffi`, which no other runtime can resolve.
 */
export function bunMemory(
  libraries: readonly string[],
  futex: number,
  require: NodeJS.Require,
): SharedMemory {
  const { Bun: bun } = globalThis as unknown as { readonly Bun: Mapping };
  const ffi = require("bun:ffi") as Ffi;
  const { symbols } = firstLibrary(libraries, (library) => ffi.dlopen(library, SYMBOLS));
  const time = new BigInt64Array(2);
  const timePointer = ffi.ptr(time);
  return {
    map: (path) => ({
      bytes: bun.mmap(path, { shared: true }),
      // It is unmapped when nothing refers to it any more.
      close: () => {},
    }),
    wait: (bytes, at, expected, timeoutMs) => {
      const timeout = ffi.ptr(timespec(timeoutMs));
      symbols.syscall(futex, ffi.ptr(bytes, at), FUTEX_WAIT, expected, timeout, null, 0);
    },
    wake: (bytes, at) => {
      symbols.syscall(futex, ffi.ptr(bytes, at), FUTEX_WAKE, EVERYBODY, null, null, 0);
    },
    monotonicNs: () => {
      symbols.clock_gettime(CLOCK_MONOTONIC, timePointer);
      return (time[0] as bigint) * 1_000_000_000n + (time[1] as bigint);
    },
  };
}
