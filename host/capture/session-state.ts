/** What the gates compare with: the session's first shot, its sharpness, the last picture. */
import { z } from 'zod';
import { changedShare, type Signature } from '../../core/capture/signature.js';
import { planeDisplacementMm, planeOfPose } from '../../core/geometry/plane.js';
import type { Measures } from '../../core/contract/schema/sample.js';
import { intrinsicsSchema } from '../../core/contract/schema/geometry.js';
import type { HeldShot } from '../camera/service.js';

/** As kept in the project's session.json, so that a session outlives the studio. */
export const savedSessionSchema = z.strictObject({
  startedAt: z.string(),
  shots: z.int().nonnegative(),
  first: z
    .strictObject({
      pitchDeg: z.number(),
      rollDeg: z.number(),
      distanceMm: z.number(),
      width: z.int(),
      height: z.int(),
      intrinsics: intrinsicsSchema,
    })
    .nullable(),
  sharpness: z.array(z.number()).max(500),
});
export type SavedSession = z.infer<typeof savedSessionSchema>;

export function emptySession(startedAt: string): SavedSession {
  return { startedAt, shots: 0, first: null, sharpness: [] };
}

/** The session after a shot was saved. */
export function withShot(session: SavedSession, shot: HeldShot): SavedSession {
  const { pitchDeg, rollDeg, distanceMm, sharpness } = shot.measures;
  const pose =
    pitchDeg === null || rollDeg === null || distanceMm === null
      ? null
      : { pitchDeg, rollDeg, distanceMm };
  const { width, height, intrinsics } = shot.depth;
  return {
    startedAt: session.startedAt,
    shots: session.shots + 1,
    first: session.first ?? (pose ? { ...pose, width, height, intrinsics } : null),
    sharpness: [...session.sharpness, sharpness].slice(-500),
  };
}

export function medianSharpness(session: SavedSession): number | null {
  const sorted = [...session.sharpness].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}

/** Displacement since the first shot; null before it or without a plane. */
export function rigMovedMm(session: SavedSession, measures: Measures): number | null {
  const { first } = session;
  const { pitchDeg, rollDeg, distanceMm } = measures;
  if (!first || pitchDeg === null || rollDeg === null || distanceMm === null) return null;
  return planeDisplacementMm(
    planeOfPose(first),
    planeOfPose({ pitchDeg, rollDeg, distanceMm }),
    first,
  );
}

export function changeSince(last: Signature | null, next: Signature): number | null {
  return last ? changedShare(last, next) : null;
}
