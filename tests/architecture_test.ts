import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_TABLE } from "../core/engine/event_table.ts";
import { MessagePriority } from "../proto/mod.ts";
import {
  clocksAreReadOnce,
  coreRoomsFormNoCircle,
  coreStandsAlone,
  engineIsTheTop,
  filesAreShortAndNamedAlike,
  foldersAreEnteredByTheirMod,
  type Law,
  leylineIsDeclaredOnce,
  providersKeepApart,
  runtimesAreNamedOnce,
  thirdPartiesComeByDeps,
  workersLoadNoTensors,
} from "./_support/sources/source_laws.ts";
import { codeOf, hideText, importsOf, loadedBy } from "./_support/sources/source_text.ts";
import { readSources } from "./_support/sources/source_tree.ts";

const sources = readSources();
const _code = (path: string) => codeOf(sources.get(path) ?? "");

/** Sources that break a law, and what it says of them; whatever else is in them is no breach. */
interface Breach {
  readonly law: Law;
  readonly claim: string;
  readonly files: Readonly<Record<string, string>>;
  readonly said: readonly string[];
}

/** Template strings as they are in sources, written so that they are no template of this file's. */
const dollars = (text: string) => text.replaceAll("@", "$");

const LAWS: readonly Breach[] = [
  {
    claim: "core imports nothing but itself, proto and deps.ts",
    law: coreStandsAlone,
    files: {
      "core/engine/a.ts": `import { x } from "../../modules/b/c/mod.ts";\nexport * from "../ports/p.ts";`,
      "core/b.ts": `const cli = await import("../cli/main.ts"); // import "../modules/mod.ts"`,
      "core/c.ts": `import { tf } from "../deps.ts";\nimport "../proto/mod.ts";\nimport "node:fs";`,
      "modules/a/b/c.ts": `import "../../../core/mod.ts";`,
    },
    said: ["core/engine/a.ts imports ../../modules/b/c/mod.ts", "core/b.ts imports ../cli/main.ts"],
  },
  {
    claim: "nothing of the core but the engine imports the engine",
    law: engineIsTheTop,
    files: {
      "core/engine/a.ts": `import "./b.ts";`,
      "core/memory/a.ts": `import type { Session } from "../engine/session.ts";`,
      "core/mod.ts": `export * from "./engine/trainer.ts";`,
    },
    said: ["core/memory/a.ts imports ../engine/session.ts"],
  },
  {
    claim: "rooms of the core form no circle, types counted",
    law: coreRoomsFormNoCircle,
    files: {
      "core/ports/a.ts": `import "../json.ts";`,
      "core/ports/reports/b.ts": `import "../a.ts";`,
      "core/memory/a.ts": `import "../ports/a.ts";\nimport type { B } from "../seeds/b.ts";`,
      "core/seeds/b.ts": `import type { C } from "../recovery/c.ts";`,
      "core/recovery/c.ts": `import "../memory/a.ts";`,
      "core/engine/a.ts": `import "../memory/a.ts";`,
      "core/mod.ts": `export * from "./engine/a.ts";`,
    },
    said: [
      "core/memory imports core/seeds, which leads back",
      "core/seeds imports core/recovery, which leads back",
      "core/recovery imports core/memory, which leads back",
    ],
  },
  {
    claim: "the machine's clocks are read in one place",
    law: clocksAreReadOnce,
    files: {
      "core/runtime/machine_clock.ts": "performance.now(); Date.now();",
      "core/a.ts": "const now = performance.now();",
      "modules/a.ts": `const text = "Date.now()"; // performance.now()`,
      "cli/a.ts": "const then = new Date(0); const now = new Date();",
      "bench/a.ts": "performance.now();",
    },
    said: ["core/a.ts reads performance.now(", "cli/a.ts reads new Date()"],
  },
  {
    claim: "a provider imports no other provider",
    law: providersKeepApart,
    files: {
      "modules/data/arrays/a.ts": `import { b } from "../digits/mod.ts";\nimport "../_memory/mod.ts";`,
      "modules/data/idx/a.ts": `import "../../hosts/cnn/mod.ts";\nimport "./read.ts";`,
      "modules/data/_memory/a.ts": `import "../arrays/mod.ts";\nimport "./b.ts";`,
      "modules/data/csv/a.ts": `import "../../hosts/_layered/mod.ts";\nimport "../../catalogue.ts";`,
      "modules/data/text/a.ts": `import "../../_layers/mod.ts";`,
      "modules/catalogue.ts": `import "./data/arrays/mod.ts";`,
    },
    said: [
      "modules/data/arrays/a.ts imports ../digits/mod.ts",
      "modules/data/idx/a.ts imports ../../hosts/cnn/mod.ts",
      "modules/data/_memory/a.ts imports ../arrays/mod.ts",
      "modules/data/csv/a.ts imports ../../hosts/_layered/mod.ts",
      "modules/data/csv/a.ts imports ../../catalogue.ts",
    ],
  },
  {
    claim: "only deps.ts names a third party",
    law: thirdPartiesComeByDeps,
    files: {
      "deps.ts": `export { z } from "zod";`,
      "core/a.ts": `import { z } from "zod";\nimport "node:fs";`,
      "cli/a.ts": `await import('commander');\n/* import "zod" */`,
      "proto/generated/a.js": `import "protobufjs";`,
      "examples/a.ts": `import "@tensorflow/tfjs";`,
      "tests/a.ts": `import fc from "fast-check";\nimport "zod";\nconst made = 'import "zod";';`,
    },
    said: ["core/a.ts imports zod", "cli/a.ts imports commander", "tests/a.ts imports zod"],
  },
  {
    claim: "a worker loads no tensors",
    law: workersLoadNoTensors,
    files: {
      "modules/bus/redis/_worker_main.ts": `import "./a.ts";\nimport type { B } from "../../../core/mod.ts";`,
      "modules/bus/redis/a.ts": `import type { tf } from "../../../deps.ts";\nimport { b } from "../_b/mod.ts";`,
      "modules/bus/_b/mod.ts": `export { b } from "../../../core/mod.ts";`,
      "modules/tamiyo/_host/_main.ts": `import "../../../deps.ts";`,
    },
    said: ["modules/bus/redis/_worker_main.ts loads core/mod.ts"],
  },
  {
    claim: "only core/runtime names Bun or Deno",
    law: runtimesAreNamedOnce,
    files: {
      "core/runtime/a.ts": "Bun.mmap(path);",
      "core/a.ts": "const file = Bun.file(path);",
      "cli/a.ts": `if ("Deno" in globalThis) leave();`,
      "modules/a.ts": dollars("// Deno\nconst text = `on Bun @{Deno.build.os}`;"),
      "mod.ts": `/** For Bun. */\nconst text = "Bun and Deno"; const DenoLike = /Bun/;`,
      "modules/b.ts": "const old = process.versions.bun;",
      "modules/c.ts": `import { dlopen } from "bun:ffi";`,
    },
    said: [
      "core/a.ts names Bun",
      "cli/a.ts names Deno",
      "modules/a.ts names Deno",
      "modules/b.ts names versions.bun",
      "modules/c.ts names bun:ffi",
    ],
  },
  {
    claim: "no file reaches into another folder past its mod.ts",
    law: foldersAreEnteredByTheirMod,
    files: {
      "core/mod.ts": "",
      "core/errors/mod.ts": "",
      "core/a.ts": `import "./errors/errors.ts";\nimport "./errors/mod.ts";\nimport "./ports/p.ts";`,
      "core/errors/a.ts": `import "./b.ts";\nimport "../options.ts";`,
      "cli/a.ts": `import "../core/a.ts";\nimport "../core/mod.ts";\nimport "../core/errors/mod.ts";`,
      "tests/a.ts": `import "../core/a.ts";`,
      "api/ports.ts": `export * from "../core/ports.ts";\nexport * from "../core/a.ts";`,
      "cli/b.ts": `import "../core/ports.ts";`,
    },
    said: [
      "core/a.ts imports ./errors/errors.ts",
      "cli/a.ts imports ../core/a.ts",
      "api/ports.ts imports ../core/a.ts",
      "cli/b.ts imports ../core/ports.ts",
    ],
  },
  {
    claim: "no name of Leyline is declared outside of proto",
    law: leylineIsDeclaredOnce,
    files: {
      "proto/leyline.proto":
        "enum Stage {\n  STAGE_A = 0;\n}\nmessage Packet {\n  uint32 a = 1;\n}",
      "core/a.ts": "export interface Packet { a: number }\n// enum Stage {}",
      "modules/a.ts": "export const Stage = { STAGE_A: 0 } as const;",
      "cli/a.ts": `import { type Packet, Stage } from "../proto/mod.ts";\nconst now = Stage.STAGE_A;`,
      "proto/messages.ts": "export type Packet = generated.Packet;",
    },
    said: [
      "core/a.ts declares Packet",
      "modules/a.ts declares Stage",
      "modules/a.ts declares STAGE_A",
    ],
  },
  {
    claim: "files have at most 300 lines and names in snake_case",
    law: filesAreShortAndNamedAlike,
    files: {
      "core/index.ts": "",
      "core/runState.ts": "",
      "core/long.ts": "line\n".repeat(301),
      "modules/kernel.as.ts": "",
      "core/_just_long_2.ts": "line\n".repeat(300),
      "proto/generated/a.d.ts": "line\n".repeat(999),
    },
    said: [
      "core/index.ts is not called so",
      "core/runState.ts is not called so",
      "core/long.ts has 301 lines",
    ],
  },
];

for (const { claim, law, files, said } of LAWS) {
  test(`architecture: ${claim}`, () => {
    assert.deepEqual(law(sources), []);
  });

  test(`architecture: a breach is seen where ${claim}`, () => {
    assert.deepEqual(law(new Map(Object.entries(files))), said);
  });
}

test("readSources() finds every part of the project", () => {
  const parts = ["deps.ts", "core/mod.ts", "modules/mod.ts", "proto/leyline.proto", "cli/main.ts"];
  for (const path of [...parts, "tests/architecture_test.ts"]) assert.ok(sources.has(path), path);
  assert.ok(sources.size > 200);
});

test("codeOf() takes comments off and leaves what only looks like one", () => {
  const source = dollars(
    'a(); // b\n/* c */ d("// e", `f @{g /* h */ + `i @{j}`} // k`, /\\/* l/.test(m)) / 2;',
  );
  assert.equal(
    codeOf(source),
    dollars('a(); \n d("// e", `f @{g  + `i @{j}`} // k`, /\\/* l/.test(m)) / 2;'),
  );
  assert.equal(
    codeOf(source, hideText),
    dollars('a(); \n d("", `@{g  + `@{j}`}`, / /.test(m)) / 2;'),
  );
});

test("loadedBy() leaves out what is imported for types alone", () => {
  const source = `
    import { type A, b } from "./1.ts"; import type { C } from "./2.ts"; import type * as d from "./3.ts";
    export type { E } from "./4.ts"; export { f } from "./5.ts"; type G = import("./6.ts").G; import "./7.ts";`;
  assert.deepEqual(loadedBy(source), ["./1.ts", "./5.ts", "./7.ts"]);
});

test("importsOf() finds every way to import", () => {
  const source = `
    import a, { b } from "./1.ts"; import type { c } from './2.ts'; import "./3.ts";
    export * from "./4.ts"; export { d } from "./5.ts"; const e = await import("./6.ts");
    type F = import("./7.ts").F; // import "./8.ts"`;
  assert.deepEqual(
    importsOf(source),
    [1, 2, 3, 4, 5, 6, 7].map((n) => `./${n}.ts`),
  );
});

const EMITTED = /^core\/(?!.*_events\.ts$|events\/run_event\.ts$)/;

test("architecture: every kind of event is emitted by code of the core", () => {
  const texts = [...sources].filter(([path]) => EMITTED.test(path)).map(([, text]) => text);
  const silent = Object.keys(EVENT_TABLE).filter(
    (kind) => !texts.some((text) => text.includes(`"${kind}"`)),
  );
  assert.deepEqual(silent, []);
});

test("architecture: every critical kind of event is reached by a test", () => {
  const critical = Object.entries(EVENT_TABLE)
    .filter(([, { priority }]) => priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL)
    .map(([kind]) => kind);
  const texts = [...sources]
    .filter(([path]) => /^tests\/.*_test\.ts$/.test(path) && path !== "tests/architecture_test.ts")
    .map(([, text]) => text.replaceAll("\\/", "/"));
  const unreached = critical.filter((kind) => !texts.some((text) => text.includes(kind)));
  assert.deepEqual(unreached, []);
});
