import { firstLibrary } from "./first_library.ts";
import type { SharedMemory } from "./shared_memory.ts";

/** `CLOCK_MONOTONIC` of Linux. */
const CLOCK_MONOTONIC = 1;

/**
 * Shared memory under Bun: its own `mmap`, and the C library's clock.
 *
 * @param require Loads `bun:ffi`, which no other runtime can resolve.
 */
export function bunMemory(libraries: readonly string[], require: NodeJS.Require): SharedMemory {
  const ffi = require("bun:ffi") as typeof import("bun:ffi");
  const { symbols } = firstLibrary(libraries, (library) =>
    ffi.dlopen(library, { clock_gettime: { args: ["i32", "ptr"], returns: "i32" } }),
  );
  const time = new BigInt64Array(2);
  const timePointer = ffi.ptr(time);
  return {
    map: (path) => ({
      bytes: Bun.mmap(path, { shared: true }),
      // It is unmapped when nothing refers to it any more.
      close: () => {},
    }),
    monotonicNs: () => {
      symbols.clock_gettime(CLOCK_MONOTONIC, timePointer);
      return (time[0] as bigint) * 1_000_000_000n + (time[1] as bigint);
    },
  };
}
