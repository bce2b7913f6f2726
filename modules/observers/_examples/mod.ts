/**
 * Examples of a validation, with what the network says of them: how observers read and show them.
 *
 * @module
 */
export { MOST_EXAMPLES, shownExamples } from "./shown_examples.ts";
export { areImages, exampleOf, shadeOf, verdicts } from "./verdicts.ts";
