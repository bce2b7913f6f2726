import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelInfo, type SavedWeights, TolariaError } from "../../core/mod.ts";
import { exportModel, loadModel } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import type { OptionTexts } from "../job_options.ts";
import { isModelFolder } from "./inspect_model.ts";
import { trainerAt } from "./trainer_at.ts";

/** Options of `export`. */
export interface ExportFlags {
  readonly format: string;
  readonly to: string;
  /** Job file that wrote the checkpoint. */
  readonly job?: string;
  /** Values for options of the job. */
  readonly set?: OptionTexts;
  readonly weights?: SavedWeights;
}

/**
 * Writes a model folder, or the network of a checkpoint, in a format.
 *
 * @param source A model folder, or `<directory>[@id]` of a checkpoint.
 * @returns The exit code.
 */
export async function exportFrom(source: string, flags: ExportFlags): Promise<number> {
  if (isModelFolder(source)) {
    if (flags.job !== undefined || flags.set !== undefined || flags.weights !== undefined) {
      throw new TolariaError(
        "options/invalid",
        `"${source}" is a model folder: "--job", "--set" and "--weights" are for checkpoints. Cannot export it.`,
      );
    }
    await exportFolder(source, flags);
    say(`exported ${source} to ${flags.to} (${flags.format})`);
    return EXIT_CODES.done;
  }
  const { weights, epoch } = await exportCheckpoint(source, flags);
  say(
    `exported the ${weights} weights of ${source}, epoch ${epoch}, to ${flags.to} (${flags.format})`,
  );
  if (weights === "best" || flags.weights !== undefined) return EXIT_CODES.done;
  say(
    'the checkpoint has no weights of a best epoch: train with "--save" or run({ keepBest: true })',
  );
  return EXIT_CODES.done;
}

/** Nothing is computed, so that the plainest backend will do. */
async function exportFolder(directory: string, { format, to }: ExportFlags): Promise<void> {
  await using model = await loadModel(directory, { backend: "cpu" });
  await exportModel(model, to, { format });
}

async function exportCheckpoint(place: string, flags: ExportFlags): Promise<ModelInfo> {
  const { job, set, weights, format, to } = flags;
  if (job === undefined) {
    throw new TolariaError(
      existsSync(place.replace(/@\d+$/, "")) ? "options/invalid" : "model/missing",
      `"${place}" is no model folder. To export a checkpoint, name the job that wrote it: --job job.ts. Cannot export it.`,
    );
  }
  await using trainer = await trainerAt(place, job, set);
  const options = weights === undefined ? {} : { weights };
  if (format === "layers") return trainer.save(to, options);
  const folder = join(mkdtempSync(join(tmpdir(), "tolaria-")), "model");
  try {
    const info = await trainer.save(folder, options);
    await exportFolder(folder, flags);
    return info;
  } finally {
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
