import type { DocMethod, DocParam, DocType } from "./_api_doc.ts";

/** Writes a type as TypeScript does, without `readonly`, which all of the project's are. */
export function typeText(type: DocType | undefined): string {
  if (type === undefined) return "unknown";
  const write = WRITERS[type.kind];
  return write ? write(type) : (type.repr ?? type.kind);
}

/** Names of the types that a type refers to, in order. */
export function typeNames(type: unknown): string[] {
  if (typeof type !== "object" || type === null) return [];
  if (Array.isArray(type)) return type.flatMap(typeNames);
  const { kind, value } = type as DocType;
  const own = kind === "typeRef" && typeof value?.typeName === "string" ? [value.typeName] : [];
  return [...own, ...Object.values(type).flatMap(typeNames)];
}

/** Writes a parameter as a signature shows it. */
export function paramText(param: DocParam): string {
  const { kind, left, arg, name, optional, tsType } = param;
  if (kind === "assign" && left) return `${left.name ?? "options"}?: ${typeText(left.tsType)}`;
  if (kind === "rest" && arg) return `...${arg.name}: ${typeText(tsType ?? arg.tsType)}`;
  return `${name ?? "options"}${optional ? "?" : ""}: ${typeText(tsType)}`;
}

/** Writes a method's or function's signature. */
export function signatureText({
  name,
  params,
  returnType,
}: Pick<DocMethod, "name" | "params" | "returnType">): string {
  return `${name}(${params.map(paramText).join(", ")}): ${typeText(returnType)}`;
}

const WRITERS: Readonly<Record<string, (type: DocType) => string>> = {
  literal: ({ value }) => literalText(value),
  union: ({ value }) => value.map(typeText).join(" | "),
  intersection: ({ value }) => value.map(typeText).join(" & "),
  array: ({ value }) => `${bracketed(value)}[]`,
  tuple: ({ value }) => `[${value.map(typeText).join(", ")}]`,
  typeOperator: ({ value }) =>
    value.operator === "readonly"
      ? typeText(value.tsType)
      : `${value.operator} ${typeText(value.tsType)}`,
  parenthesized: ({ value }) => typeText(value),
  optional: ({ value }) => `${typeText(value)}?`,
  rest: ({ value }) => `...${typeText(value)}`,
  typeQuery: ({ value }) => `typeof ${value}`,
  indexedAccess: ({ value }) => `${bracketed(value.objType)}[${typeText(value.indexType)}]`,
  fnOrConstructor: ({ value }) =>
    `(${value.params.map(paramText).join(", ")}) => ${typeText(value.tsType)}`,
  typeLiteral: ({ value }) => {
    const properties = (value.properties ?? []).map(
      (property: { name: string; optional?: boolean; tsType?: DocType }) =>
        `${property.name}${property.optional ? "?" : ""}: ${typeText(property.tsType)}`,
    );
    return `{ ${properties.join("; ")} }`;
  },
  typeRef: ({ value }) => {
    const { typeName, typeParams = [] } = value;
    if (typeName === "Readonly" && typeParams.length === 1) return typeText(typeParams[0]);
    const params = typeParams.map(typeText).join(", ");
    return params ? `${typeName}<${params}>` : typeName;
  },
};

/** A type that something is written behind, in parentheses if it must be. */
function bracketed(type: DocType): string {
  const text = typeText(type);
  return /[|&]|=>/.test(text) && !/^[[{]/.test(text) ? `(${text})` : text;
}

function literalText(value: { kind: string; [key: string]: unknown }): string {
  const own = value[value.kind];
  return value.kind === "string" ? JSON.stringify(own) : String(own);
}
