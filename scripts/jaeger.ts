/**
 * `npm run jaeger [-- --query-port 16686] [--otlp-port 4318] [--get]`: gets Jaeger and runs it until it is told to stop; with
 * `--get`, gets it and no more.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { startJaeger } from "./_jaeger_process.ts";
import { buildJaeger, findJaeger, type JaegerSource } from "./_jaeger_source.ts";
import { watchLauncher } from "./_launcher.ts";

const NONE = `There is no Jaeger to be had here. Any of these will do:
  a program called jaeger on the PATH, or named by TOLARIA_JAEGER
  docker or podman
  Go 1.24 or newer, which builds it once, in some minutes`;

const { values } = parseArgs({
  options: {
    "query-port": { type: "string", default: "16686" },
    "otlp-port": { type: "string", default: "4318" },
    get: { type: "boolean", default: false },
  },
});
const ports = { query: portOf("query-port"), otlp: portOf("otlp-port") };
const found = await findJaeger();
if (found) await serve(await gotten(found));
else {
  process.stderr.write(`${NONE}\n`);
  process.exitCode = 1;
}

async function gotten(source: JaegerSource): Promise<JaegerSource> {
  if (source.kind !== "build") return source;
  process.stdout.write("Building Jaeger with Go: some minutes, this once\n");
  return { kind: "program", path: await buildJaeger(source.go), found: "a build with Go" };
}

async function serve(source: JaegerSource): Promise<void> {
  process.stdout.write(`Jaeger: ${describe(source)}\n`);
  if (values.get) return;
  const jaeger = await startJaeger(source, ports);
  process.stdout.write(
    `Spans to ${jaeger.endpoint}, traces at ${jaeger.queryUrl}. Ctrl-C stops it\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => jaeger.stop());
  const unwatch = watchLauncher(() => jaeger.stop());
  await jaeger.ended;
  unwatch();
}

function describe(source: JaegerSource): string {
  if (source.kind === "container") return `${source.image} in ${source.engine}`;
  return source.kind === "program" ? `${source.path}, from ${source.found}` : "to be built";
}

function portOf(name: "query-port" | "otlp-port"): number {
  const port = Number(values[name]);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  process.stderr.write(
    `"--${name}" must be a port, but is ${values[name]}. Cannot start Jaeger.\n`,
  );
  process.exit(2);
}
