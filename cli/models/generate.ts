import { machineClock } from "../../core/mod.ts";
import { type BackendChoice, type Generation, generate, loadModel } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { listenForInterruption } from "../signals.ts";

/** Options of `generate`. */
export interface GenerateFlags {
  readonly prompt: string;
  readonly tokens: number;
  readonly stop?: readonly string[];
  readonly seed: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP: number;
  readonly greedy?: boolean;
  readonly cache: boolean;
  readonly backend?: BackendChoice;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Goes on with a prompt; text is written as it comes, JSON at the end.
 *
 * @returns The exit code: that of a signal if one ended it.
 */
export async function generateFrom(directory: string, flags: GenerateFlags): Promise<number> {
  const { backend = "auto", json, quiet } = flags;
  const interruption = listenForInterruption(() => {});
  const reader = new StdoutReader();
  try {
    await using model = await loadModel(directory, { backend });
    const startedMs = machineClock.monotonicMs();
    const write = (text: string) => {
      if (!json) process.stdout.write(text);
    };
    const { prompt, tokens, stop, seed, topK, topP, cache } = flags;
    let begun = false;
    const result = await generate(model, prompt, {
      ...{ tokens, seed, topP, cache, ...(topK !== undefined && { topK }), ...(stop && { stop }) },
      temperature: flags.greedy ? 0 : flags.temperature,
      signal: AbortSignal.any([interruption.signal, reader.gone]),
      onToken: ({ text }) => {
        // A prompt that is refused is not repeated.
        write(begun ? text : prompt + text);
        begun = true;
      },
    });
    if (begun) write("\n");
    const seconds = (machineClock.monotonicMs() - startedMs) / 1000;
    if (json) process.stdout.write(`${JSON.stringify(lineOf(prompt, result, seconds))}\n`);
    if (!quiet) process.stderr.write(`${summaryOf(result, seconds, model.backend)}\n`);
    return interruption.exitCode ?? EXIT_CODES.done;
  } finally {
    reader.dispose();
    interruption.dispose();
  }
}

function lineOf(prompt: string, { tokens, ...rest }: Generation, seconds: number) {
  return {
    prompt,
    ...rest,
    tokens: tokens.length,
    seconds: rounded(seconds),
    tokensPerSecond: rounded(tokens.length / seconds),
  };
}

function summaryOf({ tokens, cached }: Generation, seconds: number, backend: string): string {
  const rate = (tokens.length / seconds).toFixed(1);
  const how = cached ? "" : ", each computed with all those before it";
  return `${tokens.length} tokens in ${seconds.toFixed(2)} s: ${rate} tokens a second on ${backend}${how}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Whether somebody still reads stdout. */
class StdoutReader {
  readonly #controller = new AbortController();
  readonly #listener = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    this.#controller.abort();
  };

  constructor() {
    process.stdout.on("error", this.#listener);
  }

  /** Aborted once nobody does. */
  get gone(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    process.stdout.off("error", this.#listener);
  }
}
