import type { RuntimeName } from "./rooms.ts";

/** The result of a test. */
export interface TestResult {
  readonly runtime: RuntimeName;
  /** From the root. */
  readonly file: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** The message of a failure. */
  readonly failure?: string;
}

/** A test case of a JUnit report. */
export interface JunitCase {
  readonly attributes: Readonly<Record<string, string>>;
  /** What the element contains: nothing if the test passed. */
  readonly content: string;
}

const CASE = /<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;
const FAILURE = /<(?:failure|error)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:failure|error)>)/;

/** Returns the test cases of a JUnit report, whatever suites they are in. */
export function junitCases(xml: string): JunitCase[] {
  return [...xml.matchAll(CASE)].map(([, attributes = "", content = ""]) => ({
    attributes: attributesOf(attributes),
    content,
  }));
}

/** Returns how a test case ended, and why if it failed. */
export function outcomeOf({ content }: JunitCase): Pick<TestResult, "outcome" | "failure"> {
  const failure = FAILURE.exec(content);
  if (failure) {
    const [, attributes = "", text = ""] = failure;
    return {
      outcome: "failed",
      failure: unescapeXml(text).trim() || (attributesOf(attributes).message ?? ""),
    };
  }
  return { outcome: content.includes("<skipped") ? "skipped" : "passed" };
}

/** Writes results as one JUnit report, a suite per file and runtime. */
export function junitOf(results: readonly TestResult[]): string {
  const suites = Map.groupBy(results, ({ runtime, file }) => `${runtime} ${file}`);
  const lines = [...suites].map(([name, tests]) =>
    [
      `<testsuite${attributesText({ name, ...totals(tests) })}>`,
      ...tests.map(caseText),
      "</testsuite>",
    ].join("\n"),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributesText({ name: "tolaria", ...totals(results) })}>\n${lines.join("\n")}\n</testsuites>\n`;
}

function totals(tests: readonly TestResult[]) {
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  return {
    tests: tests.length,
    failures: count("failed"),
    skipped: count("skipped"),
    time: tests.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  };
}

function caseText({ name, file, seconds, outcome, failure = "" }: TestResult): string {
  const head = `<testcase${attributesText({ name, classname: file, file, time: seconds.toFixed(3) })}`;
  if (outcome === "passed") return `${head}/>`;
  const inside = outcome === "skipped" ? "<skipped/>" : `<failure>${escapeXml(failure)}</failure>`;
  return `${head}>${inside}</testcase>`;
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      unescapeXml(value ?? ""),
    ]),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}

/** Escapes what XML reserves, and drops the control characters that it may not have at all. */
function escapeXml(text: string): string {
  const sayable = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, "");
  return sayable.replaceAll(/[&<>"\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
