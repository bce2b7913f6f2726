/**
 * Compiles the AssemblyScript kernels of the wasm backend to the binaries beside them; with `--check`, fails
 * where they differ instead.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { ROOT } from "./_run.ts";

const FOLDER: string = join(ROOT, "modules/compute/wasm/assembly");

/** 64 KiB each: the 4 GiB that wasm can address, as the shared heap declares it. */
const MOST_PAGES = 65_536;

/** Source and options of each binary beside the common ones: memory that threads share is of another type. */
const BINARIES: Readonly<Record<string, readonly string[]>> = {
  "kernels.wasm": ["mod.as.ts", "--enable", "simd"],
  "kernels_shared.wasm": [
    "shared.as.ts",
    ...["--enable", "simd,threads"],
    ...["--sharedMemory", "--maximumMemory", String(MOST_PAGES)],
  ],
};

/** No runtime, no data, no stack: what the heap belongs to is none of the kernels' business. */
const COMMON = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--noExportMemory",
  "--use",
  "abort=",
];

async function compile(options: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["--outFile", "kernels.wasm", ...COMMON, ...options], {
    readFile: (name) => {
      try {
        return readFileSync(join(FOLDER, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`Cannot compile the kernels: ${stderr}`, { cause: error });
  return binary;
}

const checking = process.argv.includes("--check");
for (const [file, options] of Object.entries(BINARIES)) {
  const binary = await compile(options);
  const path = join(FOLDER, file);
  if (!checking) {
    writeFileSync(path, binary);
  } else if (!readFileSync(path).equals(binary)) {
    console.error(
      `${path.slice(ROOT.length + 1)} is not what its sources give: run 'npm run generate' and commit it`,
    );
    process.exitCode = 1;
  }
}
