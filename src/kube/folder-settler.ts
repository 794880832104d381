/** How long a file must stand unchanged before it is read, so that nothing half-written is taken. */
export const SETTLE_MS = 250;
/** How long a file must be missing or empty before that counts: many editors move the old file away before the new one comes. */
export const VANISH_MS = 700;
/** How long files that have settled wait for others that have not, so that a move between files is seen as one change. */
export const PATIENCE_MS = 800;

/** How a file looked. */
export interface Sighting {
  /** Changes whenever the file does. */
  readonly signature: string;
  readonly isEmpty: boolean;
  /** When the file changed last, in milliseconds since 1970, by the clock of its disk. */
  readonly changedAt: number;
}

export interface FolderSight {
  readonly files: ReadonlyMap<string, Sighting>;
  /** False when a part of the folder could not be looked into: then nothing counts as missing. */
  readonly isComplete: boolean;
}

export interface Settled {
  /** Paths to read now, and paths that are gone. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Something is still moving: look again soon. */
  readonly isPending: boolean;
}

interface Candidate {
  readonly signature: string | undefined;
  readonly since: number;
}

/** Decides when a changed file is ready to be read. No I/O. */
export class Settler {
  private readonly taken = new Map<string, string>();
  private candidates = new Map<string, Candidate>();
  private restlessSince: number | undefined;
  private isFirstLook = true;

  /** What may be taken, given how the folder looks at `now` (milliseconds since 1970). */
  offer({ files, isComplete }: FolderSight, now: number): Settled {
    this.candidates = this.findCandidates(files, isComplete, now);
    this.isFirstLook = false;
    const due = [...this.candidates].filter(([path, candidate]) => isDue(files.get(path), candidate, now)).map(([path]) => path);
    const isPending = due.length < this.candidates.size;
    this.restlessSince = isPending ? (this.restlessSince ?? now) : undefined;
    if (isPending && now - (this.restlessSince ?? now) < PATIENCE_MS) return { changed: [], removed: [], isPending };
    const isThere = (path: string): boolean => files.has(path);
    // A deletion has time: what is still being written may be the same object in another file.
    return { changed: due.filter(isThere), removed: isPending ? [] : due.filter((path) => !isThere(path)), isPending };
  }

  /** The file was read (or is gone) as it was offered. */
  take(path: string, signature: string | undefined): void {
    this.candidates.delete(path);
    if (signature === undefined) this.taken.delete(path);
    else this.taken.set(path, signature);
  }

  private findCandidates(files: ReadonlyMap<string, Sighting>, isComplete: boolean, now: number): Map<string, Candidate> {
    const candidates = new Map<string, Candidate>();
    for (const path of new Set([...(isComplete ? this.taken.keys() : []), ...files.keys()])) {
      const sighting = files.get(path);
      const signature = sighting?.signature;
      if (signature === this.taken.get(path)) continue;
      const before = this.candidates.get(path);
      const firstSeen = this.isFirstLook ? Math.min(now, sighting?.changedAt ?? now) : now;
      candidates.set(path, before !== undefined && before.signature === signature ? before : { signature, since: firstSeen });
    }
    return candidates;
  }
}

function isDue(sighting: Sighting | undefined, { since }: Candidate, now: number): boolean {
  const isThere = sighting !== undefined && !sighting.isEmpty;
  return now - since >= (isThere ? SETTLE_MS : VANISH_MS);
}
