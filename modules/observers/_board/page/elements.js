// Small helpers for the document. Text always goes in as text, never as markup.

/**
 * Makes an element.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [attributes] `on...` are listeners, `text` is the text, `css` are style properties.
 * @param {(Node | string)[]} [children]
 */
export function element(name, attributes = {}, children = []) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key === "text") node.textContent = String(value);
    else if (key === "css")
      for (const rule of Object.entries(value)) node.style.setProperty(...rule);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

/** A button. */
export function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", text, onclick, ...attributes });
}

/** A section with a heading. */
export function panel(title, children = [], attributes = {}) {
  return element("section", { class: "panel", "aria-label": title, ...attributes }, [
    element("h2", { text: title }),
    ...children,
  ]);
}

/** A table with a caption for screen readers; on a narrow page it scrolls by itself. */
export function tableOf(caption, head, rows) {
  return scrolling(caption, [
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

/** What scrolls sideways, also by keyboard. */
export function scrolling(label, children) {
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    children,
  );
}

export function cellOf(name, content) {
  if (content instanceof Node) return element(name, {}, [content]);
  const text = String(content);
  return element(name, { text, class: text.length > 40 ? "text" : undefined });
}

/** A status with its mark, which differs in shape too. */
export function statusOf(status) {
  return element("span", { class: "status", "data-status": status, text: status });
}

/** A link to a run. */
export function runLink(id, text = id) {
  return element("a", { href: `#/run/${encodeURIComponent(id)}`, text });
}

/** A link to elsewhere, if it is one of the web; else its text. */
export function webLink(url, text) {
  if (!/^https?:\/\//.test(url)) return element("code", { text: url });
  return element("a", { href: url, text, target: "_blank", rel: "noopener noreferrer" });
}

/** Definitions: names with their values. */
export function factsOf(facts, attributes = { class: "facts" }) {
  return element(
    "dl",
    attributes,
    facts.map(([name, value]) =>
      element("div", {}, [
        element("dt", { text: name }),
        element("dd", {}, [value instanceof Node ? value : String(value)]),
      ]),
    ),
  );
}
