/**
 * Loads a compiled binding and says as JSON which TensorFlow is behind it: in a process of its own, as a library
 * that does not fit can end it.
 *
 * Usage: _probe_main <binding>
 *
 * @module
 */
import { createRequire } from "node:module";

const binding = createRequire(import.meta.url)(process.argv[2] as string);
const gpu: boolean = binding.isUsingGpuDevice();
process.stdout.write(`${JSON.stringify({ tensorflow: binding.TF_Version, gpu })}\n`);
