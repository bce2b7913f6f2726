/**
 * What `deno test` runs: the test files of `TOLARIA_TEST_FILES`, one after the other, as one module graph.
 *
 * Deno gives each file that it is told of a global object of its own and loads everything anew for it, which takes longer than most
 * files' tests. Here a file is loaded when its turn comes, its hooks are its own, and what it imports is loaded once, as on Bun.
 *
 * @module
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe } from "node:test";
import { ROOT } from "../_run.ts";

const require = createRequire(import.meta.url);

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
