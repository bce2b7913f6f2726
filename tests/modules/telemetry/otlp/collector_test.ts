import assert from "node:assert/strict";
import { test } from "node:test";
import { findCollector } from "../../../../modules/telemetry/otlp/collector.ts";

test("findCollector() defaults to a collector on this machine", () => {
  const collector = findCollector({}, {});
  assert.equal(collector.url.href, "http://localhost:4318/v1/traces");
  assert.equal(collector.timeoutMs, 10_000);
  assert.equal(collector.gzip, false);
});

test("findCollector() adds the path of the trace service to a general endpoint", () => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example:4318/in/" };
  assert.equal(
    findCollector({}, environment).url.href,
    "https://collector.example:4318/in/v1/traces",
  );
});

test("findCollector() takes an endpoint for traces as it is", () => {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://general:4318",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://traces:9999/custom",
  };
  assert.equal(findCollector({}, environment).url.href, "http://traces:9999/custom");
});

test("findCollector() puts options before the environment", () => {
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://general:4318",
    OTEL_EXPORTER_OTLP_TIMEOUT: "500",
  };
  const options = { endpoint: "http://chosen:1/v1/traces", timeoutMs: 7 };
  const collector = findCollector(options, environment);
  assert.equal(collector.url.href, "http://chosen:1/v1/traces");
  assert.equal(collector.timeoutMs, 7);
});

test("findCollector() adds up headers of the environment and the options, the nearer one winning", () => {
  const environment = {
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b, tenant=general",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "tenant=traces,team=lab",
  };
  const { headers } = findCollector({ headers: { team: "mine" } }, environment);
  assert.deepEqual(headers, { "api-key": "a b", tenant: "traces", team: "mine" });
});

test("findCollector() keeps user and password out of what is shown", () => {
  const { shown } = findCollector({ endpoint: "http://user:secret@host:4318" }, {});
  assert.equal(shown, "http://host:4318/v1/traces");
});

test("findCollector() treats an empty variable as an unset one", () => {
  const { timeoutMs } = findCollector({}, { OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: " " });
  assert.equal(timeoutMs, 10_000);
});

const faults = [
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", /must be an http or https address/],
  ["OTEL_EXPORTER_OTLP_TIMEOUT", "soon", /must be a number of milliseconds greater than 0/],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", /must be "http\/protobuf", .*, but is "grpc"/],
  ["OTEL_EXPORTER_OTLP_COMPRESSION", "zip", /must be "none" or "gzip", but is "zip"/],
  ["OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere.pem", /must be a file that can be read/],
  ["OTEL_EXPORTER_OTLP_HEADERS", "no-equals-sign", /must be a list such as name=value/],
] as const;

for (const [variable, value, rule] of faults) {
  test(`findCollector() names ${variable} when its value breaks its rule`, () => {
    assert.throws(
      () => findCollector({}, { [variable]: value }),
      (error) =>
        error instanceof Error && error.message.includes(variable) && rule.test(error.message),
    );
  });
}

for (const header of ["x=secret%0Ab", "x\u00e4=secret", "=secret", "a b=secret"]) {
  test(`findCollector() refuses the header ${header}, which HTTP cannot send, without its value`, () => {
    assert.throws(
      () => findCollector({}, { OTEL_EXPORTER_OTLP_HEADERS: header }),
      (error) =>
        error instanceof Error &&
        /HEADERS" must be/.test(error.message) &&
        !error.message.includes("secret"),
    );
  });
}

test("findCollector() names a header of the options that HTTP cannot send, without its value", () => {
  assert.throws(() => findCollector({ headers: { key: "secret\n" } }, {}), {
    message: 'Header "key" must have a name and a value that HTTP can send. Cannot make otlp.',
  });
});

test("findCollector() takes an endpoint that ends with the service and a slash", () => {
  const { url } = findCollector({ endpoint: "http://host:4318/x/v1/traces/" }, {}, "metrics");
  assert.equal(url.href, "http://host:4318/x/v1/metrics");
});

test("findCollector() shows no value of a header that is malformed", () => {
  assert.throws(
    () => findCollector({}, { OTEL_EXPORTER_OTLP_HEADERS: "api-key=secret%" }),
    (error) => error instanceof Error && !error.message.includes("secret"),
  );
});
