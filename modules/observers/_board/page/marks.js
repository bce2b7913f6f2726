// Vertical lines of a chart, and its limit.
import { colorOf } from "/colors.js";

/** Draws vertical lines with their names, and the limit of a chart. */
export function drawMarks(plot, font, marks, limit) {
  const { ctx, bbox } = plot;
  if (marks.length === 0 && !limit) return;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.font = font.replace("11px", `${10.5 * ratio}px`);
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  // Labels go to the first of some rows in which they have room, or are left out.
  const ends = new Array(3).fill(bbox.left);
  for (const { x, label, kind } of marks.slice(-60)) {
    const at = plot.valToPos(x, "x", true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colorOf(kind === "bad" ? "--bad" : "--mark");
    ctx.fillStyle = colorOf(kind === "bad" ? "--bad" : "--muted");
    line(ctx, at, bbox.top, at, bbox.top + bbox.height);
    if (label === "") continue;
    const row = ends.findIndex((end) => end <= at);
    const width = ctx.measureText(label).width + 8 * ratio;
    if (row < 0 || at + width > bbox.left + bbox.width) continue;
    ctx.fillText(label, at + 4 * ratio, bbox.top + (10 + 12 * row) * ratio);
    ends[row] = at + width;
  }
  if (limit) drawLimit(ctx, bbox, plot.valToPos(limit.value, "y", true), limit.label);
  ctx.restore();
}

function drawLimit(ctx, bbox, at, label) {
  if (at < bbox.top || at > bbox.top + bbox.height) return;
  ctx.strokeStyle = colorOf("--bad");
  ctx.fillStyle = colorOf("--bad");
  line(ctx, bbox.left, at, bbox.left + bbox.width, at);
  ctx.fillText(label, bbox.left + 4 * devicePixelRatio, at - 4 * devicePixelRatio);
}

function line(ctx, fromX, fromY, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
