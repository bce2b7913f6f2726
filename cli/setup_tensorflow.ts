import { checkTensorflow, type SetupResult, setupTensorflow } from "../modules/mod.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** Options of `setup tensorflow`. */
export interface SetupFlags {
  readonly library?: string;
  readonly pip?: string;
  readonly folder?: string;
  readonly check?: boolean;
}

/**
 * Sets up the tensorflow backend, or only checks it.
 *
 * @returns The exit code.
 * @throws {TolariaError} `backend/unavailable` if the backend is not ready.
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
    `  binding   ${result.unchanged ? "unchanged" : "compiled"}, in ${result.folder}`,
  ].join("\n");
}
