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
  process.env.TOLARIA_BACKEND = "tensorflow";
  const paths = backendTests(readSources());
  const { code, output } = await run(["bun", "test", "--timeout=120000", ...paths]);
  // Of what passed, the counts alone.
  process.stdout.write(
    code === 0 ? `${output.trimEnd().split("\n").slice(-5).join("\n")}\n` : output,
  );
  process.exitCode = code;
}
