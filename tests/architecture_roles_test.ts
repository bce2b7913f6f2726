import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as root from "../mod.ts";
import { CATALOGUE } from "../modules/mod.ts";
import { entryOf } from "../scripts/_exports.ts";
import { ROOT } from "./_support/processes/run_child.ts";
import { codeOf } from "./_support/sources/source_text.ts";
import { readSources } from "./_support/sources/source_tree.ts";

const sources = readSources();
const code = (path: string) => codeOf(sources.get(path) ?? "");

const words = (role: string) => role.split("-");
const pascal = (role: string) =>
  words(role)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

const roles = CATALOGUE.map((entry) => ({
  ...entry,
  name: Symbol.keyFor(entry.token as symbol)?.replace("tolaria/", "") ?? "",
}));

test("architecture: every token is that of a role in the catalogue, and has one port", () => {
  const pattern = /export const (\w+): ServiceIdentifier<(\w+)> =\s*role\("([\w-]+)"\)/g;
  const tokens = [...code("core/tokens.ts").matchAll(pattern)];
  assert.deepEqual(
    tokens.map(([, token, , role]) => `${token} ${role}`).sort(),
    roles.map(({ tokenName, name }) => `${tokenName} ${name}`).sort(),
  );
  for (const [, , port] of tokens) {
    const declared = [...sources.keys()].filter(
      (path) => /^core\/ports\//.test(path) && code(path).includes(`export interface ${port} {`),
    );
    assert.equal(declared.length, 1, `${port} is declared in ${declared.join(", ") || "no port"}`);
  }
});

const isTest = (path: string) => path.startsWith("tests/modules/") && path.endsWith("_test.ts");

/** Roles with fewer than two providers, and why. */
const FEW_PROVIDERS: Readonly<Record<string, string>> = {
  "command-handler": "none: the engine has its own, and a user's takes the place of one",
  "run-callback": "none: fit() binds its own, and a user's come beside it",
  "state-participant": "none: the engine has its own, and a user's comes beside them",
};

for (const { name, providers } of roles) {
  const suite = `conformsTo${pascal(name)}`;

  test(`architecture: the role ${name} has a conformance suite, and a provider besides the real one`, () => {
    const path = `testing/${words(name).join("_")}.ts`;
    assert.match(code(path), new RegExp(`export (async )?function ${suite}\\b`));
    // The least is one that does nothing, or all in memory, and one that people use.
    const enough = Object.keys(providers).length >= 2;
    assert.notEqual(enough, name in FEW_PROVIDERS, Object.keys(providers).join());
  });

  for (const provider of Object.keys(providers)) {
    test(`architecture: a test takes ${provider}() through the suite of its role`, () => {
      const calls = [suite, provider].map((name) => new RegExp(`\\b${name}\\(`));
      const tested = [...sources.keys()].filter(
        (path) => isTest(path) && calls.every((call) => call.test(code(path))),
      );
      assert.ok(tested.length > 0, `no test below tests/modules calls ${suite} and ${provider}()`);
    });
  }
}

test("architecture: every folder of a provider is in the catalogue", () => {
  const known = new Set(roles.flatMap(({ providers }) => Object.keys(providers)));
  const folders = [...sources.keys()].filter((path) =>
    /^modules\/[^/]+\/[^_/][^/]*\/mod\.ts$/.test(path),
  );
  assert.ok(folders.length > 10);
  for (const path of folders) {
    const exported = [...code(path).matchAll(/export \{([^}]*)\}/g)].flatMap(([, list]) =>
      (list as string).split(",").map((part) => part.trim()),
    );
    assert.ok(
      exported.some((one) => known.has(one)),
      `${path} exports no provider of the catalogue: ${exported.join(", ")}`,
    );
  }
});

/** Names that say nothing without the path that they come from. */
const GENERIC =
  /^(auto|blocks|arrays|idx|clamp|constant|cosine|custom|exponential|frozen|lines|memory|none|plateau|polynomial|progress|scale|sequence|silent|tasks|warmup)$/;

test("architecture: no generic name is in the root of the public face", () => {
  const names = Object.keys(root);
  assert.deepEqual(
    names.filter((name) => GENERIC.test(name)),
    [],
  );
  assert.ok(names.length <= 60, `${names.length} values`);
});

test("architecture: every path of the public face is the file of api/ with its name", () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
  const files = [...sources.keys()].filter((path) => path.startsWith("api/"));
  const paths = files.map((path) => [`.${path.slice(3, -3)}`, `./${path}`]);
  assert.deepEqual(exports, Object.fromEntries([[".", "./mod.ts"], ...paths]));
  for (const path of ["mod.ts", ...files]) assert.match(sources.get(path) ?? "", / \* @module\n/);
});

test("architecture: package.json and deno.json have one name, version, license and export map", () => {
  const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), "utf8"));
  const [npm, deno] = [read("package.json"), read("deno.json")];
  for (const key of ["name", "version", "license"]) {
    assert.notEqual(npm[key], undefined, key);
    assert.deepEqual(deno[key], npm[key], key);
  }
  const files = Object.entries<string>(deno.exports);
  assert.deepEqual(
    npm.exports,
    Object.fromEntries(files.map(([path, file]) => [path, entryOf(file)])),
  );
});
