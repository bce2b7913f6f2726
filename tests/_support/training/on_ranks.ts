/**
 * Loaded before the tests if `TOLARIA_RANKS` says on how many ranks: every trainer that names no collective then plays so
 * many ranks by turns.
 *
 * @module
 */
import type { RoleEntry } from "../../../core/mod.ts";
import { CATALOGUE, inProcessCollective } from "../../../modules/mod.ts";

const ranks = Number(process.env.TOLARIA_RANKS || 1);
const entry = CATALOGUE.find(({ tokenName }) => tokenName === "COLLECTIVE") as {
  -readonly [Key in keyof RoleEntry]: RoleEntry[Key];
};
if (ranks > 1) entry.fallback = () => inProcessCollective({ ranks });
