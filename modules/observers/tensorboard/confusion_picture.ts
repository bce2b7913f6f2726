import type { ConfusionMatrix } from "../../../core/mod.ts";
import type { Picture } from "./png.ts";

/** Length of a picture's side at most, in points, and of one cell's. */
const MOST = { side: 512, cell: 24 };

/** The color of a full cell; an empty one is white. */
const FULL = [8, 48, 107] as const;

/**
 * Draws a confusion matrix: a row for each true class, a column for each predicted one. A cell is the darker the larger its
 * share of its row is. Undefined if there are more classes than points.
 */
export function confusionPicture({ counts }: ConfusionMatrix): Picture | undefined {
  const classes = counts.length;
  const cell = Math.min(MOST.cell, Math.floor(MOST.side / classes));
  if (cell < 1) return undefined;
  const side = cell * classes;
  const rgb = new Uint8Array(side * side * 3);
  const shares = counts.map((row) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => (sum > 0 ? count / sum : 0));
  });
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const share = shares[Math.floor(y / cell)]?.[Math.floor(x / cell)] ?? 0;
      rgb.set(
        FULL.map((full) => Math.round(255 + share * (full - 255))),
        (y * side + x) * 3,
      );
    }
  }
  return { width: side, height: side, rgb };
}
