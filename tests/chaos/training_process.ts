import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runtimeIdentity } from "../../core/mod.ts";

const SCRIPT = fileURLToPath(new URL("../fixtures/chaos/train.ts", import.meta.url));

/** What a training process said. */
export type Line =
  | { readonly kind: "begun"; readonly resumed: boolean }
  | { readonly kind: "step"; readonly step: number; readonly hash: string }
  | { readonly kind: "writing"; readonly step: number }
  | { readonly kind: "committed"; readonly id: number; readonly step: number }
  | { readonly kind: "ended"; readonly reason: string };

/** How a training process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it said, in order. */
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** How a training process is run. */
export interface TrainingProcessOptions {
  /** Longest file that it may write, in the shell's blocks: a disk that is full. @default no limit */
  readonly fileBlocks?: number | undefined;
  /** Whether it stops when its first checkpoint exists, to be killed. @default false */
  readonly hold?: boolean;
}

/** A training in a process of its own, which can be killed. */
export class TrainingProcess {
  /** Settles when it has ended, with all that it said. */
  readonly done: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #lines: Line[] = [];

  /**
   * @param onLine Called with each line as it comes.
   */
  constructor(
    directory: string,
    epochs: number,
    onLine: (line: Line) => void,
    { fileBlocks, hold = false }: TrainingProcessOptions = {},
  ) {
    const isDeno = runtimeIdentity().name === "deno";
    const args = [
      ...(isDeno ? ["run", "-A", "--no-check", "--quiet"] : []),
      SCRIPT,
      directory,
      String(epochs),
      ...(hold ? ["hold"] : []),
    ];
    const command = [process.execPath, ...args];
    const [program, ...rest] = (
      fileBlocks === undefined
        ? command
        : ["sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh", ...command]
    ) as [string, ...string[]];
    this.#child = spawn(program, rest, {
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.done = this.#listen(onLine);
  }

  /** Sends a signal; `SIGKILL` is not heard, and not survived. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #listen(onLine: (line: Line) => void): Promise<ProcessEnd> {
    let rest = "";
    let stderr = "";
    this.#child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      const texts = (rest + chunk).split("\n");
      // A line that was cut off by the kill says nothing.
      rest = texts.pop() ?? "";
      for (const text of texts) {
        const line = parse(text);
        this.#lines.push(line);
        onLine(line);
      }
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    return new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code, signal) =>
        resolve({ code, signal, lines: this.#lines, stderr }),
      );
    });
  }
}

function parse(text: string): Line {
  const [kind, first, second] = text.split(" ") as [string, string, string];
  switch (kind) {
    case "begun":
      return { kind, resumed: first === "true" };
    case "step":
      return { kind, step: Number(first), hash: second };
    case "writing":
      return { kind, step: Number(first) };
    case "committed":
      return { kind, id: Number(first), step: Number(second) };
    case "ended":
      return { kind, reason: first };
    default:
      throw new Error(`the training process said '${text}'`);
  }
}
