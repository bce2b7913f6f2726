// Colors of the page, for canvases.
import { element } from "/elements.js";

const colors = new Map();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colors.clear());

/** The color of a variable of the page, as a canvas takes it. */
export function colorOf(variable) {
  if (colors.has(variable)) return colors.get(variable);
  const probe = element("span", { css: { color: `var(${variable})` } });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  colors.set(variable, color);
  return color;
}
