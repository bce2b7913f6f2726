import assert from "node:assert/strict";
import { test } from "node:test";
import { examplesOf, findExamples } from "../../scripts/_examples.ts";

const DOCSTRING = ["/**", " * A thing.", " *", " * ```ts run", " * const a = 1;", " * ```", " */"];

test("examplesOf() keeps the code of a docstring at its line and column", () => {
  const [example, ...others] = examplesOf("core/a.ts", DOCSTRING.join("\n"));
  assert.deepEqual(others, []);
  assert.deepEqual(example, {
    path: "core/a.ts",
    line: 5,
    runs: true,
    code: "\n\n\n\n   const a = 1;\n",
  });
});

test("examplesOf() takes only the blocks that are fenced as ts", () => {
  const text = "```sh\nls\n```\n\n```ts\nconst a = 1;\n```\n\n```typescript\nnot so;\n```\n";
  assert.deepEqual(
    examplesOf("README.md", text).map(({ line, runs }) => ({ line, runs })),
    [{ line: 6, runs: false }],
  );
});

test("examplesOf() refuses a block that is not closed", () => {
  assert.throws(() => examplesOf("README.md", "# A\n```ts\nconst a = 1;\n"), {
    message: "The block is not closed. Cannot check README.md:2.",
  });
});

test("examplesOf() refuses a mark that it does not know", () => {
  assert.throws(() => examplesOf("README.md", "```ts runs\n```\n"), {
    message: 'The mark of an example must be "run", but is "runs". Cannot check README.md:1.',
  });
});

test("findExamples() finds examples in documents and docstrings", () => {
  const paths = new Set(findExamples().map(({ path }) => path));
  assert.ok(paths.has("README.md"));
  assert.ok(paths.has("modules/create_trainer.ts"));
});
