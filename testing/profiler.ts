import assert from "node:assert/strict";
import { type Profiler, TELEMETRY } from "../core/mod.ts";
import { SpanStatusCode, tf } from "../deps.ts";
import { memory, SpanRecorder } from "../modules/mod.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { useTestBackend } from "./_support/test_backend.ts";

const PHASES = [
  "guard",
  "forward",
  "backward",
  "aggregate",
  "optimize",
  "telemetry",
  "idle",
] as const;

/** Goes through the phases of some steps, a kernel in each of them. */
function goThrough(profiler: Profiler, steps: number): void {
  for (let step = 1; step <= steps; step++) {
    profiler.step(step);
    for (const phase of PHASES) {
      profiler.enter(phase);
      tf.tidy(() => tf.scalar(step).add(1).dataSync());
    }
  }
}

/** Checks what the port {@link Profiler} obliges a provider to; tfjs has a backend when it is called. */
export function conformsToProfiler(
  create: () => Promise<Profiler>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);

  check("Profiler leaves tfjs as it was, and no fault, after end()", async () => {
    await useTestBackend();
    const kernels = () =>
      tf.getKernelsForBackend(tf.getBackend()).map(({ kernelFunc }) => kernelFunc);
    const before = kernels();
    const profiler = await create();
    goThrough(profiler, 60);
    profiler.end();
    assert.equal(profiler.fault, undefined);
    assert.ok(kernels().every((kernel, index) => kernel === before[index]));
    assert.equal(profiler.end(), undefined);
  });

  check(
    "Profiler tells of phases that add up to the time as a whole, where it tells of any",
    async () => {
      await useTestBackend();
      const profiler = await create();
      goThrough(profiler, 60);
      const report = profiler.end();
      if (!report) return;
      const sum = Object.values(report.phases).reduce((all, ms) => all + ms, 0);
      // The end of the last phase is taken a moment before the end as a whole.
      assert.ok(
        sum <= report.wallMs && sum > 0.9 * report.wallMs - 1,
        `${sum} of ${report.wallMs}`,
      );
    },
  );

  check("Profiler.watch() passes spans on as they are", async () => {
    const recorder = new SpanRecorder();
    const profiler = await create();
    const { tracer } = profiler.watch(await resolveProvider(TELEMETRY, memory(recorder)));
    const span = tracer.startSpan("span", { attributes: { a: 1 } });
    span.setAttribute("b", 2).setAttributes({ c: 3 }).addEvent("event", { d: 4 });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "boom" });
    span.updateName("renamed");
    assert.equal(span.isRecording(), true);
    span.end();
    profiler.end();
    const [record] = recorder.spans;
    assert.equal(record?.name, "renamed");
    assert.deepEqual(record?.attributes, { a: 1, b: 2, c: 3 });
    assert.equal(record?.events[0]?.attributes.d, 4);
    assert.deepEqual(record?.status, { code: "error", message: "boom" });
    assert.equal(record?.spanId, span.spanContext().spanId);
  });
}
