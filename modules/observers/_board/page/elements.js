// Small helpers for the document. Text always goes in as text, never as markup.

/**
 * Makes an element.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [attributes] `on...` are listeners, `text` is the text.
 * @param {(Node | string)[]} [children]
 */
export function element(name, attributes = {}, children = []) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key === "text") node.textContent = String(value);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/** A table with a caption for screen readers. */
export function tableOf(caption, head, rows) {
  return element("div", { class: "scroll" }, [
    element("table", { "aria-label": caption }, [
      element("thead", {}, [
        element(
          "tr",
          {},
          head.map((cell) => cellOf("th", cell)),
        ),
      ]),
      element(
        "tbody",
        {},
        rows.map((row) =>
          element(
            "tr",
            {},
            row.map((cell) => cellOf("td", cell)),
          ),
        ),
      ),
    ]),
  ]);
}

function cellOf(name, content) {
  if (content instanceof Node) return element(name, {}, [content]);
  const text = String(content);
  return element(name, { text, class: text.length > 40 ? "text" : undefined });
}

/** A number with four digits; a dash for what is none. */
export function numberText(value) {
  if (typeof value !== "number") return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : value.toPrecision(4);
}

/** Seconds as `1 m 12 s`. */
export function durationText(seconds) {
  if (typeof seconds !== "number") return "–";
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** A status with its mark, which differs in shape too. */
export function statusOf(status) {
  return element("span", { class: "status", "data-status": status, text: status });
}
