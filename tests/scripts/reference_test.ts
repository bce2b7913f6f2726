import assert from "node:assert/strict";
import { test } from "node:test";
import type { DocType } from "../../scripts/_api_doc.ts";
import { readDefinitions } from "../../scripts/_leyline_page.ts";
import { rulesOf } from "../../scripts/_option_rules.ts";
import { describe } from "../../scripts/_option_table.ts";
import { typeNames, typeText } from "../../scripts/_type_text.ts";

const number: DocType = { kind: "keyword", repr: "number", value: "number" };
const text: DocType = { kind: "literal", value: { kind: "string", string: "run" } };
const union: DocType = { kind: "union", value: [number, text] };
const named = (typeName: string, ...typeParams: DocType[]): DocType => ({
  kind: "typeRef",
  value: { typeName, typeParams },
});

test("typeText() writes unions, lists and records as TypeScript does", () => {
  assert.equal(typeText(union), 'number | "run"');
  assert.equal(typeText({ kind: "array", value: union }), '(number | "run")[]');
  assert.equal(typeText(named("Record", number, named("Duration"))), "Record<number, Duration>");
});

test("typeText() leaves out readonly", () => {
  const list: DocType = { kind: "array", value: number };
  assert.equal(
    typeText({ kind: "typeOperator", value: { operator: "readonly", tsType: list } }),
    "number[]",
  );
  assert.equal(typeText(named("Readonly", named("Duration"))), "Duration");
});

test("typeNames() finds every name that a type refers to, in order", () => {
  const type: DocType = { kind: "union", value: [named("Duration"), named("Map", named("Rate"))] };
  assert.deepEqual(typeNames(type), ["Duration", "Map", "Rate"]);
});

test("describe() splits a docstring at its default, also when that is a tag of its own", () => {
  assert.deepEqual(describe({ doc: "Decay, in [0, 1). @default 0.9" }), {
    text: "Decay, in [0, 1).",
    byDefault: "0.9",
  });
  const tags = [{ kind: "unsupported", value: "@default the cores" }];
  assert.deepEqual(describe({ doc: "Threads of {@link wasm}.", tags }), {
    text: "Threads of `wasm`.",
    byDefault: "the cores",
  });
});

test("rulesOf() reads bounds and defaults off the schema beside a type", async () => {
  const file = new URL("../../modules/optimizers/adamw/options.ts", import.meta.url).href;
  const rules = await rulesOf(file, ["beta1", "epsilon"]);
  // share.default(0.9) and positive.default(1e-8) of that file.
  assert.deepEqual(rules.get("beta1"), { range: "in [0, 1)", byDefault: 0.9 });
  assert.deepEqual(rules.get("epsilon"), { range: "> 0", byDefault: 1e-8 });
});

test("rulesOf() finds nothing when no schema of the file has the keys", async () => {
  const file = new URL("../../modules/optimizers/adamw/options.ts", import.meta.url).href;
  assert.equal((await rulesOf(file, ["beta1", "momentum"])).size, 0);
});

test("readDefinitions() reads messages and enums with sections and comments", () => {
  const schema = `syntax = "proto3";

// ---- Seeds ----

// Where a seed is.
enum Stage {
  STAGE_UNKNOWN = 0;
  // Built.
  STAGE_BUILT = 1;
}

message State {
  string id = 1;
  map<string, float> metrics = 2;
  repeated Stage stages = 3;
}
`;
  assert.deepEqual(readDefinitions(schema), [
    {
      kind: "enum",
      name: "Stage",
      section: "Seeds",
      comment: "Where a seed is.",
      fields: [
        { name: "STAGE_UNKNOWN", number: "0", type: "", comment: "" },
        { name: "STAGE_BUILT", number: "1", type: "", comment: "Built." },
      ],
    },
    {
      kind: "message",
      name: "State",
      section: "Seeds",
      comment: "",
      fields: [
        { name: "id", number: "1", type: "string", comment: "" },
        { name: "metrics", number: "2", type: "map<string, float>", comment: "" },
        { name: "stages", number: "3", type: "repeated Stage", comment: "" },
      ],
    },
  ]);
});
