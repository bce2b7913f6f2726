import { basename } from "node:path";
import { firstLibrary } from "./first_library.ts";
import { EVERYBODY, FUTEX_WAIT, FUTEX_WAKE, timespec } from "./futex.ts";
import type { SharedMemory } from "./shared_memory.ts";

/** Of Linux: `CLOCK_MONOTONIC`, `O_RDWR`, `PROT_READ | PROT_WRITE`, `MAP_SHARED`. */
const CLOCK_MONOTONIC = 1;
const READ_WRITE = 2;
const PROTECTION = 3;
const MAP_SHARED = 1;

/** What {@link firstLibrary} opens here. */
const SYMBOLS = {
  shm_open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  syscall: {
    parameters: ["i64", "buffer", "i32", "u32", "buffer", "pointer", "u32"],
    result: "i64",
  },
} as const;

type Pointer = object | null;

/** As much of Deno as is used here. */
interface DenoFfi {
  dlopen(
    library: string,
    symbols: typeof SYMBOLS,
  ): {
    readonly symbols: {
      shm_open(name: Uint8Array, flags: number, mode: number): number;
      mmap(
        at: Pointer,
        size: bigint,
        protection: number,
        flags: number,
        fd: number,
        offset: bigint,
      ): Pointer;
      munmap(at: Pointer, size: bigint): number;
      close(fd: number): number;
      clock_gettime(clock: number, time: BigInt64Array): number;
      syscall(
        number: bigint,
        word: Uint8Array,
        operation: number,
        value: number,
        timeout: BigInt64Array | null,
        second: null,
        mask: number,
      ): bigint;
    };
  };
  readonly UnsafePointer: { value(pointer: Pointer): bigint };
  readonly UnsafePointerView: { getArrayBuffer(pointer: Pointer, size: number): ArrayBuffer };
}

/** Shared memory under Deno: the C library's `shm_open` and `mmap`. Needs `--allow-ffi`. */
export function denoMemory(libraries: readonly string[], futex: number): SharedMemory {
  const deno = (globalThis as unknown as { readonly Deno: DenoFfi }).Deno;
  const { symbols } = firstLibrary(libraries, (library) => deno.dlopen(library, SYMBOLS));
  const call = BigInt(futex);
  const time = new BigInt64Array(2);
  return {
    map: (path, sizeBytes) => {
      const name = new TextEncoder().encode(`/${basename(path)}\0`);
      const fd = symbols.shm_open(name, READ_WRITE, 0);
      if (fd < 0) throw new Error(`it cannot be opened: ${path}`);
      const size = BigInt(sizeBytes);
      const pointer = symbols.mmap(null, size, PROTECTION, MAP_SHARED, fd, 0n);
      symbols.close(fd);
      // MAP_FAILED is -1.
      if (deno.UnsafePointer.value(pointer) === 0xffff_ffff_ffff_ffffn) {
        throw new Error(`it cannot be mapped: ${path}`);
      }
      return {
        bytes: new Uint8Array(deno.UnsafePointerView.getArrayBuffer(pointer, sizeBytes)),
        close: () => void symbols.munmap(pointer, size),
      };
    },
    wait: (bytes, at, expected, timeoutMs) => {
      const timeout = timespec(timeoutMs);
      symbols.syscall(call, bytes.subarray(at), FUTEX_WAIT, expected, timeout, null, 0);
    },
    wake: (bytes, at) => {
      symbols.syscall(call, bytes.subarray(at), FUTEX_WAKE, EVERYBODY, null, null, 0);
    },
    monotonicNs: () => {
      symbols.clock_gettime(CLOCK_MONOTONIC, time);
      return (time[0] as bigint) * 1_000_000_000n + (time[1] as bigint);
    },
  };
}
