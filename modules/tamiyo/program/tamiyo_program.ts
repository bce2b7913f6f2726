import { milliseconds, millisecondsFrom0, parseOptions, TAMIYO } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { HostedTamiyo, openProcessLink } from "../_host/mod.ts";

/** Options of {@link tamiyoProgram}. */
export interface TamiyoProgramOptions {
  /** Program and arguments, as `["python3", "controller.py"]`. */
  readonly command: readonly string[];
  /** After a missed deadline, how long until the program counts as hung and is replaced, ms, at least 0. @default 250 */
  readonly graceMs?: number;
  /** Longest time until the program is ready, ms. @default 10,000 */
  readonly startTimeoutMs?: number;
}

const ProgramSchema: z.ZodType<Required<TamiyoProgramOptions>> = z.strictObject({
  command: z.array(z.string().min(1)).min(1),
  graceMs: millisecondsFrom0().default(250),
  startTimeoutMs: milliseconds().default(10_000),
});

/**
 * Asks a program in any language. It speaks delimited Leyline `BusEnvelope`s over stdin and stdout: docs/tamiyo.md says
 * how.
 */
export function tamiyoProgram(options: TamiyoProgramOptions): ContainerModule {
  const checked = parseOptions("make tamiyoProgram", ProgramSchema, options);
  const { command, startTimeoutMs } = checked;
  return new ContainerModule(({ bind }) => {
    bind(TAMIYO)
      .toResolvedValue(
        () =>
          new HostedTamiyo(
            `program/${command.join(" ")}`,
            (state) => openProcessLink({ command, timeoutMs: startTimeoutMs, state }),
            checked,
          ),
      )
      .inSingletonScope()
      .onDeactivation((hosted) => hosted.dispose());
  });
}
