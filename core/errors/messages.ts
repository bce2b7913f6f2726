import { nearestName } from "./nearest_name.ts";

/** Says why first, then what could not be done: `<reason>. Cannot <operation>.` */
export function errorMessage(reason: string, operation: string): string {
  const separator = reason.includes("\n") ? "\n" : " ";
  return `${asSentence(reason)}${separator}Cannot ${operation}.`;
}

/** Names a value that is not among those known: `Unknown group "hots"; did you mean "host"? Known groups: host, head.` */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const list = `nown ${kind}s: ${known.join(", ") || "none"}`;
  return nearest === undefined
    ? `Unknown ${kind} "${name}"; k${list}`
    : `Unknown ${kind} "${name}"; did you mean "${nearest}"? K${list}`;
}

function asSentence(text: string): string {
  // An identifier at the start, such as that in `advance() was not called`, keeps its case.
  const starts = /^[a-z]+(?![\w.(])/.test(text);
  const sentence = starts ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
