import type { ResumeReport } from "../../../core/mod.ts";
import type { Colors } from "../../../deps.ts";
import { formatCount } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** From where a run goes on, and in what its job differs from the one that wrote the checkpoint. */
export function resumeLine({ checkpoint, differences }: ResumeReport, colors: Colors): string {
  const { id, step } = checkpoint;
  const text = differences.length > 0 ? differences.join("; ") : "the job is the same";
  return `${colors.bold("resuming")} from checkpoint ${id}, step ${formatCount(step)}: ${oneLine(text)}`;
}
