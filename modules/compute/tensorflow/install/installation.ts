import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../../core/mod.ts";
import { z } from "../../../../deps.ts";

/** Record of a setup, stored in its folder. */
export interface Installation {
  /** Version of `@tensorflow/tfjs-node-gpu`. */
  readonly package: string;
  /** Version of TensorFlow, as its library says. */
  readonly tensorflow: string;
  /** Version of CUDA that it was built for; null without a GPU. */
  readonly cuda: string | null;
  /** Folder of TensorFlow's library. */
  readonly library: string;
  /** Key of everything that the binding was compiled from and with. */
  readonly key: string;
}

const InstallationSchema: z.ZodType<Installation> = z.object({
  package: z.string(),
  tensorflow: z.string(),
  cuda: z.string().nullable(),
  library: z.string(),
  key: z.string(),
});

const RECORD = "installation.json";

/** Path of the compiled binding in the folder of a setup. */
export function bindingFile(folder: string): string {
  return join(folder, "tfjs_binding.node");
}

/** Path of the package's scripts in the folder of a setup. */
export function scriptsFolder(folder: string): string {
  return join(folder, "tfjs-node", "dist");
}

/** Reads the setup in `folder`: a fault if it is unusable, undefined if there is none. */
export function readInstallation(folder: string): Installation | { fault: string } | undefined {
  const record = join(folder, RECORD);
  if (!existsSync(record)) return undefined;
  try {
    const found = InstallationSchema.parse(JSON.parse(readFileSync(record, "utf8")));
    const needed = [bindingFile(folder), scriptsFolder(folder), found.library];
    const missing = needed.find((path) => !existsSync(path));
    return missing === undefined ? found : { fault: `${missing} is gone` };
  } catch (error) {
    return { fault: `${record} cannot be read: ${messageOf(error)}` };
  }
}

/** Writes the record, as the last step of a setup. */
export function writeInstallation(folder: string, installation: Installation): void {
  const record = join(folder, RECORD);
  writeFileSync(`${record}.new`, `${JSON.stringify(installation, null, 2)}\n`);
  renameSync(`${record}.new`, record);
}
