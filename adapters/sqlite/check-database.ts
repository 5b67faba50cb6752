/** What SQLite's own check finds wrong with a registry; nothing if it is sound. Reads every page, so it takes its time. */
import { openDatabase } from './database.js';

export function checkDatabase(path: string): readonly string[] {
  const db = openDatabase(path, { readonly: true });
  try {
    const rows = db.pragma('integrity_check') as readonly { readonly integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok');
  } finally {
    db.close();
  }
}
