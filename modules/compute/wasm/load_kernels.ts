import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasmKernelFiles } from "../../../deps.ts";
import { addBackendCalls, type KernelModule, type KernelModuleFactory } from "./emscripten.ts";
import { guardProcess } from "./process_guard.ts";

const require = createRequire(import.meta.url);

/** Loads tfjs's SIMD kernels for one thread. */
export async function loadPlainKernels(): Promise<KernelModule> {
  const files = wasmKernelFiles();
  const factory: KernelModuleFactory = require(files.plainScript);
  const module = await guardProcess(() => factory({ locateFile: () => files.plainBinary }));
  return addBackendCalls(module);
}

/**
 * Loads tfjs's SIMD kernels with as many workers as `threads` takes.
 *
 * The package refuses threads outside a browser, but its binary has them, so its factory is called by hand.
 */
export async function loadThreadedKernels(threads: number): Promise<KernelModule> {
  const files = wasmKernelFiles();
  const factory: KernelModuleFactory = require(files.threadedScript);
  const folder = mkdtempSync(join(tmpdir(), "tolaria-"));
  try {
    const workerFile = join(folder, "worker.cjs");
    writeFileSync(workerFile, workerScript(require(files.workerScript).wasmWorkerContents));
    const module = await guardProcess(() =>
      withCpuCount(2 * threads, () =>
        factory({
          locateFile: (path) => (path.endsWith(".worker.js") ? workerFile : files.threadedBinary),
          mainScriptUrlOrBlob: files.threadedScript,
        }),
      ),
    );
    return addBackendCalls(module);
  } finally {
    // The factory is done when every worker has loaded, so nobody needs the file any more.
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The worker's text was written for a Blob, with its newlines unescaped; and `location` is read-only in Deno. */
function workerScript(contents: string): string {
  return contents.replace(/\n/g, "\\n").replace("location:{href:__filename},", "");
}

/** The binary uses half of the cores that it sees while it starts: lets it see twice as many as it is to use. */
async function withCpuCount<T>(count: number, start: () => Promise<T>): Promise<T> {
  // The module that `require` gives: the one that Emscripten's code asks.
  const os = require("node:os") as typeof import("node:os");
  const original = os.cpus;
  const [cpu] = original();
  os.cpus = () => Array.from({ length: count }, () => cpu as ReturnType<typeof original>[number]);
  try {
    return await start();
  } finally {
    os.cpus = original;
  }
}

/**
 * Lets the process end while workers wait for work, and ends the workers that the threads did not take:
 * the binary always starts eight.
 */
export function settleWorkers({ PThread }: KernelModule): void {
  if (!PThread) return;
  for (const worker of PThread.runningWorkers) worker.unref();
  for (const worker of PThread.unusedWorkers) worker.terminate();
  PThread.unusedWorkers = [];
}
