// Examples of the last validation: each with what is so, what the network says, and how sure it is.
import { element, factsOf, panel } from "/elements.js";
import { numberText } from "/format.js";

/** Length of a picture's side on the page at least, px. */
const LEAST_SIDE = 96;

export class ExamplesPanel {
  #note = element("p", { class: "note" });
  #list = element("ul", {
    class: "examples",
    tabindex: "0",
    "aria-label": "Examples of the validation",
  });
  #shown;

  constructor() {
    this.node = panel("Examples", [this.#note, this.#list], { hidden: true });
  }

  show(sample) {
    this.node.hidden = !sample;
    if (!sample || sample === this.#shown) return;
    this.#shown = sample;
    const { step, examples } = sample;
    const judged = examples.filter(({ truth }) => truth !== undefined);
    const right = judged.filter((example) => example.right).length;
    this.#note.textContent =
      `The first ${numberText(examples.length)} of the validation after step ${numberText(step)}` +
      (judged.length > 0 ? `: ${right} of ${judged.length} right.` : ".");
    this.#list.replaceChildren(...examples.map((example) => itemOf(example, sample)));
  }
}

function itemOf(example, sample) {
  const { text, truth, predicted, right, sureness } = example;
  const picture = example.pixels === undefined ? undefined : pictureOf(example, sample);
  const parts = picture ? [picture] : [element("p", { class: "example-text", text: text ?? "" })];
  if (truth === undefined) return element("li", {}, parts);
  const sure = Number.isFinite(sureness) ? `${(100 * sureness).toFixed(0)} %` : "–";
  const mark = right ? "✓ right" : "✗ wrong";
  return element("li", { class: right ? "right" : "wrong" }, [
    ...parts,
    element("b", { class: "verdict", text: mark }),
    factsOf(
      [
        ["is", visible(truth)],
        ["predicted", visible(predicted)],
        ["sure", sure],
      ],
      { class: "example-facts" },
    ),
  ]);
}

/** White space as signs that can be seen. */
function visible(text) {
  return text.trim() === "" ? JSON.stringify(text) : text;
}

function pictureOf({ pixels, truth }, { height, width, channels }) {
  const canvas = element("canvas", {
    width,
    height,
    role: "img",
    "aria-label": truth === undefined ? "example" : `example of ${truth}`,
    css: { width: `${Math.max(LEAST_SIDE, width)}px` },
  });
  const bytes = Uint8Array.from(atob(pixels), (one) => one.charCodeAt(0));
  if (width < 1 || height < 1 || bytes.length !== width * height * channels) return canvas;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    for (let c = 0; c < 3; c++) image.data[4 * at + c] = bytes[at * channels + (c % channels)];
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
