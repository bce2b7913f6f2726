import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ATTRIBUTE, EVENT, SPAN } from "../../core/mod.ts";
import { STATUS } from "../../core/telemetry/conventions.ts";
import { INSTRUMENT } from "../../core/telemetry/instruments.ts";
import { ROOT } from "../_support/processes/run_child.ts";

const DOCUMENT = readFileSync(join(ROOT, "docs/telemetry.md"), "utf8");

test("docs/telemetry.md names every span, attribute, event and metric", () => {
  const names = [SPAN, ATTRIBUTE, EVENT, INSTRUMENT, STATUS].flatMap((table) =>
    Object.values(table),
  );
  assert.deepEqual(
    names.filter((name) => !new RegExp(`${name}(?![\\w.])`).test(DOCUMENT)),
    [],
  );
});
