import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TELEMETRY } from "../../../core/mod.ts";
import { SpanStatusCode } from "../../../deps.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { consoleTelemetry } from "../../../modules/telemetry/console/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";
import { runChild } from "../../_support/processes/run_child.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tolaria-console-"));
});
after(() => rm(folder, { recursive: true }));

let files = 0;

/** Telemetry that prints into a file, and what is in it. */
async function open() {
  const path = join(folder, `printed_${++files}`);
  const telemetry = await resolveProvider(TELEMETRY, consoleTelemetry({ path }), closedBreakers());
  return {
    telemetry,
    printed: () => readFileSync(path, "utf8"),
  };
}

conformsToTelemetry(async () => {
  const { telemetry, printed } = await open();
  const delivered = () =>
    printed()
      .split("\n")
      .filter((line) => /^\d/.test(line)).length;
  return { telemetry, delivered };
});

test("consoleTelemetry() prints a span with its attributes, status and events", async () => {
  const { telemetry, printed } = await open();
  // 01:00:00.500 on a day in 1970, and 12.5 ms later.
  const span = telemetry.tracer.startSpan("tolaria.step", {
    startTime: [3600, 500_000_000],
    attributes: { "tolaria.step.number": 7, groups: ["host", "seed"] },
  });
  span.addEvent("tolaria.incident", { kind: "loss/non-finite" }, [3600, 501_000_000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: "diverged" });
  span.end([3600, 512_500_000]);
  await telemetry.dispose();
  assert.equal(
    printed(),
    "01:00:00.512 tolaria.step 12.5 ms failed: diverged tolaria.step.number=7 groups=host,seed\n" +
      "  01:00:00.501 tolaria.incident kind=loss/non-finite\n",
  );
});

test("consoleTelemetry() prints to stderr unless asked otherwise", async () => {
  const { code, stdout, stderr } = await runChild("tests/fixtures/print_span.ts");
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, /^\d\d:\d\d:\d\d\.\d{3} printed \S+ ms$/m);
});

test("consoleTelemetry() refuses an empty path", () => {
  assert.throws(() => consoleTelemetry({ path: "" }), /"path" must be/);
});
