import { checkTensorflow, type SetupResult, setupTensorflow } from "../modules/mod.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** What the command line says of a setup. */
export interface SetupFlags {
  readonly library?: string;
  readonly pip?: string;
  readonly folder?: string;
  readonly check?: boolean;
}

/**
 * Makes the tensorflow backend ready, or only looks whether it is.
 *
 * @returns The exit code.
 * @throws {TolariaError} `backend/unavailable` where it cannot be, or is not.
 */
export async function setUpTensorflow({ check, ...options }: SetupFlags): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const result = check
    ? await checkTensorflow(options)
    : await setupTensorflow({ ...options, say });
  process.stdout.write(`${describe(result)}\n`);
  return EXIT_CODES.done;
}

function describe(result: SetupResult): string {
  const { tensorflow, cuda, gpu } = result;
  const built = cuda === null ? "" : `, built for CUDA ${cuda}`;
  const device = gpu ? "runs on the GPU" : "runs on the CPU";
  return [
    `TensorFlow ${tensorflow}${built}: ${device}`,
    `  library   ${result.library}`,
    `  kernels   @tensorflow/tfjs-node-gpu ${result.package}`,
    `  binding   ${result.unchanged ? "as it was set up before" : "compiled"}, in ${result.folder}`,
  ].join("\n");
}
