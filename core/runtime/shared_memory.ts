import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { bunMemory } from "./bun_memory.ts";
import { denoMemory } from "./deno_memory.ts";
import { runtimeIdentity } from "./identity.ts";

/** A file of memory that other processes see too. */
export interface SharedMapping {
  /** The memory itself; not to be touched after {@link close}, which would end the process. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Gives the mapping back. The file stays. */
  close(): void;
}

/** Memory that processes of this machine share, and a clock that they all read alike. */
export interface SharedMemory {
  /** Maps the first `sizeBytes` of a file in {@link SHARED_MEMORY_FOLDER}, for reading and writing. */
  map(path: string, sizeBytes: number): SharedMapping;
  /**
   * Holds this thread until another process calls {@link wake} for the word at `bytes[at]`, or `timeoutMs` have passed; not at
   * all where the word is not `expected` any more.
   */
  wait(bytes: Uint8Array<ArrayBuffer>, at: number, expected: number, timeoutMs: number): void;
  /** Wakes every thread that waits for the word at `bytes[at]`. */
  wake(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  /** Nanoseconds of the system's monotonic clock, `CLOCK_MONOTONIC`. */
  monotonicNs(): bigint;
}

/** Where Linux keeps files that are nothing but memory. */
export const SHARED_MEMORY_FOLDER = "/dev/shm";

/** Names of the C library, of glibc and of musl. */
const LIBRARIES = ["libc.so.6", "libc.so", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

/** Number of the system call `futex`. */
const FUTEX: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };

let memory: SharedMemory | undefined;

/**
 * This machine's shared memory; opened once in a process.
 *
 * @throws {Error} Where there is none, saying why.
 */
export function sharedMemory(): SharedMemory {
  memory ??= open();
  return memory;
}

function open(): SharedMemory {
  if (!existsSync(SHARED_MEMORY_FOLDER))
    throw new Error(`there is no ${SHARED_MEMORY_FOLDER} here`);
  const futex = FUTEX[process.arch];
  if (futex === undefined) throw new Error(`it is not known how to wait on ${process.arch}`);
  switch (runtimeIdentity().name) {
    case "bun":
      return bunMemory(LIBRARIES, futex, createRequire(import.meta.url));
    case "deno":
      return denoMemory(LIBRARIES, futex);
    case "node":
      throw new Error("Node cannot map memory");
  }
}
