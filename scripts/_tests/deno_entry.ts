/**
 * The file that `deno test` is given: it runs the test files of `TOLARIA_TEST_FILES` in one module graph.
 *
 * Deno loads everything again for each file on its command line, which takes longer than the tests of most files. Here a file is
 * loaded when its turn comes, has hooks of its own, and shares what it imports with the others, as on Bun.
 *
 * @module
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe } from "node:test";
import { ROOT } from "../_run.ts";

const require = createRequire(import.meta.url);

if (process.env.TOLARIA_RANKS) require(join(ROOT, "tests/_support/training/on_ranks.ts"));
for (const file of JSON.parse(process.env.TOLARIA_TEST_FILES ?? "[]") as readonly string[]) {
  // Not import(): a suite is declared when its function returns.
  describe(file, () => load(file));
}

function load(file: string): void {
  try {
    require(join(ROOT, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    throw new Error(
      `Cannot load ${file}: a test file must not await at its top level; use before()`,
    );
  }
}
