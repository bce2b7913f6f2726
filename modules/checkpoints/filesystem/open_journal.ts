import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isCheckpointFile, PARTIAL, syncDirectory } from "./file_names.ts";
import { faultOf, JOURNAL, Journal, type JournalRow } from "./journal.ts";
import { readVerified } from "./read_file.ts";
import { RecordFiles } from "./record_files.ts";
import { describeFault, survey } from "./survey.ts";

/** Told what was repaired, for people. */
export type OnRepaired = (message: string) => void;

/**
 * Opens the journal of a directory for writing, and makes it whole first.
 *
 * One that is damaged is put aside under another name, and made again from the records; a row that is damaged or lacking is taken from
 * its record, and a record that is damaged or lacking is written again. What processes have left that died while they wrote goes.
 *
 * @param underway Files that the caller is writing.
 * @throws {TolariaError} `checkpoint/corrupt` where the journal is damaged and there is no record.
 */
export function openJournal(
  directory: string,
  onRepaired: OnRepaired,
  underway: readonly string[] = [],
): Journal {
  const path = join(directory, JOURNAL);
  const found = survey(directory, true);
  if (found.unreachable) throw new Error(`the journal "${path}" cannot be read: ${found.damage}`);
  const aside = found.damage === undefined ? undefined : putAside(directory);
  const journal = new Journal(path);
  try {
    journal.prepare();
    const records = new RecordFiles(directory);
    for (const row of found.restored) restore(directory, journal, row);
    for (const row of found.rows) complete(journal, records, row, found.restored.includes(row));
    const fault = describeFault(directory, found);
    if (fault !== undefined) onRepaired(`${fault}${aside ? `, and it is kept as "${aside}"` : ""}`);
    sweep(directory, found.rows, underway);
    return journal;
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Puts a damaged journal where nothing reads it but people. Returns its name. */
function putAside(directory: string): string {
  let number = 1;
  const nameOf = () => `journal.damaged-${number}.sqlite`;
  while (existsSync(join(directory, nameOf()))) number += 1;
  // The log first: a new journal must never find it, and take what is in it for its own.
  for (const end of ["-wal", "-shm", ""]) {
    const from = join(directory, JOURNAL + end);
    if (existsSync(from)) renameSync(from, join(directory, nameOf() + end));
  }
  syncDirectory(directory);
  return nameOf();
}

/** Puts a checkpoint in that the journal lacks, or says something else of. */
function restore(directory: string, journal: Journal, row: JournalRow): void {
  journal.put(row);
  if (row.verified) return;
  try {
    readVerified(directory, row);
    journal.markVerified(row.id);
  } catch {
    // It is not called good, and whoever loads it hears why.
  }
}

/** Gives a checkpoint what it lacks: its record, or the hash of its row. One that is damaged stays as it is. */
function complete(
  journal: Journal,
  records: RecordFiles,
  row: JournalRow,
  restored: boolean,
): void {
  if (faultOf(row) !== undefined) return;
  if (row.sha256 === undefined && !restored) journal.put(row);
  if (records.read(row.file)?.id === row.id) return;
  records.prepare(row);
  records.settle(row.file);
}

/** Removes files that no row names: whoever was writing them is gone, as the directory is locked. */
function sweep(directory: string, rows: readonly JournalRow[], underway: readonly string[]): void {
  const records = new RecordFiles(directory);
  const known = new Set(rows.map(({ file }) => file).filter(isCheckpointFile));
  // A file whose record has its name was a checkpoint, even where that record is damaged too.
  for (const file of records.files()) if (existsSync(join(directory, file))) known.add(file);
  const kept = new Set([...known].flatMap((file) => [join(directory, file), records.pathOf(file)]));
  for (const file of underway) {
    for (const path of [join(directory, file), records.pathOf(file)]) {
      kept.add(path).add(path + PARTIAL);
    }
  }
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!isCheckpointFile(name) || kept.has(path)) continue;
    rmSync(path, { force: true });
  }
}
