import assert from "node:assert/strict";
import { before } from "node:test";
import {
  type Column,
  type Host,
  type HostValues,
  METRIC,
  type Metric,
  type MetricBatch,
  type MetricState,
} from "../core/mod.ts";
import type { ContainerModule } from "../deps.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { assertClose, leavesNoTensors } from "./_support/tensors.ts";
import { useTestBackend } from "./_support/test_backend.ts";

/** Examples with what a network gave for them, and should have given. */
export interface MeasuredExamples {
  /** Outputs of the network, [B, ...]. */
  readonly outputs: readonly (HostValues & { readonly activation?: string })[];
  /** Targets, [B, ...]. */
  readonly targets: readonly (HostValues & { readonly column: Column })[];
}

/**
 * Checks what the port {@link Metric} obliges a provider to.
 *
 * @param module Makes the provider.
 * @param examples Six examples or more, at which the metric is defined.
 */
export function conformsToMetric(
  module: () => ContainerModule,
  examples: MeasuredExamples,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const size = (examples.outputs[0] as HostValues).shape[0] as number;
  const create = async () => {
    const metric = await resolveProvider(METRIC, module());
    metric.check(
      hostOf(examples),
      examples.targets.map(({ column }) => column),
    );
    return metric;
  };
  before(useTestBackend);

  check("Metric gives the same however the examples are cut into batches", async () => {
    const metric = await create();
    const whole = numbersOf(pass(metric, [part(examples, 0, size)]));
    assert.ok(whole.length > 0 && whole.every(Number.isFinite), `${whole}`);
    for (const length of [1, 2, size - 1]) {
      const batches = Array.from({ length: Math.ceil(size / length) }, (_, at) =>
        part(examples, at * length, Math.min(size, (at + 1) * length)),
      );
      assertClose(numbersOf(pass(metric, batches)), whole, 1e-12, `batches of ${length}`);
    }
  });

  check("Metric gives the same where two states that saw a part are merged", async () => {
    const metric = await create();
    const whole = numbersOf(pass(metric, [part(examples, 0, size)]));
    const states = [
      pass(metric, [part(examples, 0, 2)]),
      pass(metric, [part(examples, 2, size)]),
      metric.start(),
    ];
    const merged = metric.start();
    for (const state of states) merged.merge(state.sums());
    assertClose(numbersOf(merged), whole, 1e-12);
  });

  check("Metric weighs an example as if it were there that many times", async () => {
    const metric = await create();
    const weights = Float32Array.from({ length: size }, (_, at) => [2, 1, 0, 1][at % 4] as number);
    const repeated = [...weights].flatMap((count, at) =>
      Array.from({ length: count }, () => part(examples, at, at + 1)),
    );
    const weighted = { ...part(examples, 0, size), weights: { shape: [size], values: weights } };
    assertClose(numbersOf(pass(metric, [weighted])), numbersOf(pass(metric, repeated)), 1e-12);
  });

  check("Metric keeps each pass in a state of its own", async () => {
    const metric = await create();
    const first = pass(metric, [part(examples, 0, size)]);
    const before = numbersOf(first);
    pass(metric, [part(examples, 0, size - 1)]);
    assert.deepEqual(numbersOf(first), before);
    assert.deepEqual(numbersOf(first), before, "a result that is asked for twice");
  });

  check("Metric leaves its arguments as they are, and creates no tensors", async () => {
    const metric = await create();
    const batch = part(examples, 0, size);
    const values = () => [...batch.outputs, ...batch.targets].map((one) => [...one.values]);
    const before = values();
    leavesNoTensors(() => pass(metric, [batch]).result());
    assert.deepEqual(values(), before);
  });

  check("Metric has a name, and a value if it says which values are better", async () => {
    const metric = await create();
    assert.match(metric.name, /^[a-z][a-z0-9_]*$/);
    const result = pass(metric, [part(examples, 0, size)]).result();
    const value = typeof result === "number" ? result : result.value;
    assert.equal(value !== undefined, metric.better !== undefined);
  });
}

function pass(metric: Metric, batches: readonly MetricBatch[]): MetricState {
  const state = metric.start();
  for (const batch of batches) state.update(batch);
  return state;
}

/** Everything that a result says, as numbers. */
function numbersOf(state: MetricState): number[] {
  const result = state.result();
  if (typeof result === "number") return [result];
  return [
    ...(result.value === undefined ? [] : [result.value]),
    ...(result.perClass ?? []).flatMap(({ value, support }) => [value, support]),
    ...(result.matrix?.counts.flat() ?? []),
  ];
}

/** The examples from `from` to before `to`. */
function part({ outputs, targets }: MeasuredExamples, from: number, to: number): MetricBatch {
  const cut = ({ shape: [size = 1, ...shape], values }: HostValues): HostValues => {
    const length = values.length / size;
    return { shape: [to - from, ...shape], values: values.slice(from * length, to * length) };
  };
  return { size: to - from, outputs: outputs.map(cut), targets: targets.map(cut) };
}

function hostOf({ outputs }: MeasuredExamples): Host {
  return {
    name: "stub",
    inputShapes: [],
    outputShapes: outputs.map(({ shape }) => shape.slice(1)),
    outputActivations: outputs.map(({ activation }) => activation),
    parameters: [],
    buffers: [],
    forward: () => [],
    penalty: () => undefined,
    dispose: () => {},
  };
}
