import assert from "node:assert/strict";
import { test } from "node:test";
import {
  leylinePackets,
  opossumBreakers,
  otlp,
  prometheus,
  redisBus,
  tamiyo,
  tamiyoProgram,
} from "../../modules/mod.ts";
import { smallTrainer } from "../integration/_small_run.ts";

const command = ["true"];

/** Every option of the built-in providers and of the trainer that a timer is set to. */
const OPTIONS: Readonly<Record<string, (ms: number) => unknown>> = {
  "otlp timeoutMs": (timeoutMs) => otlp({ timeoutMs }),
  "otlp flushTimeoutMs": (flushTimeoutMs) => otlp({ flushTimeoutMs }),
  "otlp metricsEveryMs": (metricsEveryMs) => otlp({ metricsEveryMs }),
  "prometheus everyMs": (everyMs) => prometheus({ everyMs }),
  "leylinePackets metricsEveryMs": (metricsEveryMs) =>
    leylinePackets({ path: "x", metricsEveryMs }),
  "redisBus timeoutMs": (timeoutMs) => redisBus({ timeoutMs }),
  "redisBus flushTimeoutMs": (flushTimeoutMs) => redisBus({ flushTimeoutMs }),
  "opossumBreakers resetMs": (resetMs) => opossumBreakers({ resetMs }),
  "opossumBreakers timeoutMs": (timeoutMs) => opossumBreakers({ timeoutMs }),
  "tamiyo graceMs": (graceMs) => tamiyo({ graceMs }),
  "tamiyo startTimeoutMs": (startTimeoutMs) => tamiyo({ startTimeoutMs }),
  "tamiyoProgram graceMs": (graceMs) => tamiyoProgram({ command, graceMs }),
  "tamiyoProgram startTimeoutMs": (startTimeoutMs) => tamiyoProgram({ command, startTimeoutMs }),
  "trainer yieldEveryMs": (yieldEveryMs) => smallTrainer({ yieldEveryMs } as never),
};

for (const [name, make] of Object.entries(OPTIONS)) {
  test(`${name} is at most what a timer can be set to`, () => {
    // A timer that is set to 2^31 ms or more fires at once.
    for (const ms of [2 ** 31, 1e12, Number.POSITIVE_INFINITY, Number.NaN, -1]) {
      assert.throws(() => make(ms), { code: "options/invalid" }, `${ms}`);
    }
    make(2 ** 31 - 1);
  });
}

for (const [variable, make] of [
  ["OTEL_EXPORTER_OTLP_TIMEOUT", otlp],
  ["OTEL_METRIC_EXPORT_INTERVAL", otlp],
] as const) {
  test(`${variable} is at most what a timer can be set to`, () => {
    process.env[variable] = String(2 ** 31);
    try {
      assert.throws(() => make(), { code: "options/invalid", message: new RegExp(variable) });
    } finally {
      delete process.env[variable];
    }
  });
}
