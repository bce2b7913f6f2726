import { type Jaeger, startJaeger } from "../../../scripts/_jaeger_process.ts";
import { findProgram } from "../../../scripts/_jaeger_source.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { freePort } from "../processes/free_port.ts";

/** Why there is no Jaeger for a test; undefined where there is one. What takes minutes to get is not got by a test. */
export const noJaeger: string | undefined = findProgram()
  ? undefined
  : "there is no Jaeger here: npm run jaeger -- --get";

/** A span as Jaeger's query API has it. */
export interface JaegerSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly durationUs: number;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

interface ApiField {
  readonly key: string;
  readonly value: unknown;
}

interface ApiTrace {
  readonly spans: readonly {
    readonly operationName: string;
    readonly spanID: string;
    readonly references: readonly { readonly refType: string; readonly spanID: string }[];
    readonly duration: number;
    readonly tags: readonly ApiField[];
    readonly logs: readonly { readonly fields: readonly ApiField[] }[];
  }[];
}

/** Starts a Jaeger on free ports, and stops it when `use` is done with it. */
export async function withJaeger(use: (jaeger: Jaeger) => Promise<void>): Promise<void> {
  const program = findProgram();
  if (!program) throw new Error(noJaeger);
  const jaeger = await startJaeger(program, {
    otlp: await freePort(),
    query: await freePort(),
  });
  try {
    await use(jaeger);
  } finally {
    await jaeger.stop();
  }
}

/** The traces of `service` that Jaeger has, once there are `count` spans in them. */
export async function tracesOf(
  { queryUrl }: Jaeger,
  service: string,
  count: number,
): Promise<JaegerSpan[][]> {
  let traces: JaegerSpan[][] = [];
  await waitUntil(`Jaeger has ${count} spans of ${service}`, async () => {
    const response = await fetch(`${queryUrl}/api/traces?service=${service}&limit=1000`);
    const { data } = (await response.json()) as { data: ApiTrace[] | null };
    traces = (data ?? []).map(({ spans }) => spans.map(spanOf));
    return traces.flat().length >= count;
  });
  return traces;
}

function spanOf(span: ApiTrace["spans"][number]): JaegerSpan {
  return {
    name: span.operationName,
    spanId: span.spanID,
    parentSpanId: span.references.find(({ refType }) => refType === "CHILD_OF")?.spanID,
    durationUs: span.duration,
    tags: byKey(span.tags),
    events: span.logs.map(({ fields }) => byKey(fields)),
  };
}

function byKey(fields: readonly ApiField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}
