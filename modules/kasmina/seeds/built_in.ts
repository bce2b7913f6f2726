import type { Blueprint } from "./blueprint.ts";
import { BLUEPRINTS } from "./blueprints.ts";
import { branch } from "./branch.ts";

/** The built-in blueprints by name: those that grow behind a block, and the one that grows beside it. */
export const BUILT_IN: Readonly<Record<string, Blueprint>> = { ...BLUEPRINTS, branch: branch() };
