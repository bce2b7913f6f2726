/**
 * `bun scripts/backend_tests.ts`: runs on Bun, on the tensorflow backend, the tests whose outcome depends on the backend.
 * Where TensorFlow is not set up it says why, and that is no failure.
 *
 * @module
 */

import { whyNoTensorflow } from "../tests/_support/compute/tensorflow.ts";
import { readSources } from "../tests/_support/sources/source_tree.ts";
import { backendTests } from "./_backend_tests.ts";
import { run } from "./_run.ts";

const missing: string | undefined = whyNoTensorflow();
if (missing !== undefined) {
  process.stdout.write(`skipped: the tests on tensorflow: ${missing}\n`);
} else {
  const command = ["bun", "scripts/test.ts", "--bun", ...backendTests(readSources())];
  const { code } = await run(command, { show: true, env: { TOLARIA_BACKEND: "tensorflow" } });
  process.exitCode = code;
}
