import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportedNetwork, Format } from "./exported_network.ts";

/** What the oracles computed: the numbers of each output. */
export interface OracleReport {
  readonly versions: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, Readonly<Partial<Record<Format, number[][]>>>>>;
}

const SCRIPT: string = join(import.meta.dirname, "../../fixtures/models/check_models.py");

/** A Python that has the oracles, from TOLARIA_PYTHON or the path; or why there is none. */
export function findPython(): { readonly python?: string; readonly reason?: string } {
  const python = process.env.TOLARIA_PYTHON ?? "python3";
  try {
    execFileSync(python, ["-c", "import jax, keras, onnx, onnxruntime"], {
      stdio: "pipe",
      env: { ...process.env, KERAS_BACKEND: "jax" },
    });
    return { python };
  } catch (error) {
    const stderr = String((error as { stderr?: unknown }).stderr ?? error);
    const why = stderr.trim().split("\n").at(-1);
    return {
      reason: `no Python with onnxruntime and Keras (set TOLARIA_PYTHON): ${python}: ${why}`,
    };
  }
}

/** Lets onnxruntime and Keras compute what the exported networks do. */
export function runOracles(python: string, networks: readonly ExportedNetwork[]): OracleReport {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-formats-"));
  try {
    const cases = networks.map(({ name, inputs, files }, index) => {
      const written = Object.entries(files).map(([format, bytes]) => {
        const file = `${index}.${format}`;
        writeFileSync(join(folder, file), bytes);
        return [format, file];
      });
      return [name, { inputs, ...Object.fromEntries(written) }];
    });
    writeFileSync(join(folder, "cases.json"), JSON.stringify(Object.fromEntries(cases)));
    const text = execFileSync(python, [SCRIPT, folder], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return JSON.parse(text) as OracleReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
