/**
 * From pitch and roll to what the technician does. The table normal points to the camera; where it
 * leans to +X (roll > 0) the camera's right side is high, so the left is to be raised. The bubble of
 * a level goes to the high side: right for roll > 0, down (picture's bottom) for pitch > 0.
 */

export interface LevelGuide {
  /** Side of the camera, as seen in the picture, to raise; null inside the target. */
  readonly roll: 'left' | 'right' | null;
  readonly pitch: 'top' | 'bottom' | null;
  readonly inTarget: boolean;
  /** Bubble in degrees, x right and y down, held at the rim beyond `rimDeg`. */
  readonly bubble: { readonly xDeg: number; readonly yDeg: number; readonly atRim: boolean };
}

/** The bubble's outer ring. */
export const RIM_DEG = 2;

/**
 * @param targetDeg largest tilt that counts as level; an axis needs no action below its share of it,
 * so that both axes inside their share mean a tilt inside the target
 */
export function levelGuide(
  pitchDeg: number,
  rollDeg: number,
  targetDeg: number,
  rimDeg = RIM_DEG,
): LevelGuide {
  const tilt = Math.hypot(pitchDeg, rollDeg);
  const inTarget = tilt <= targetDeg;
  const share = targetDeg / Math.SQRT2;
  const scale = tilt > rimDeg ? rimDeg / tilt : 1;
  return {
    roll: inTarget || Math.abs(rollDeg) <= share ? null : rollDeg > 0 ? 'left' : 'right',
    pitch: inTarget || Math.abs(pitchDeg) <= share ? null : pitchDeg > 0 ? 'top' : 'bottom',
    inTarget,
    bubble: { xDeg: rollDeg * scale, yDeg: pitchDeg * scale, atRim: tilt > rimDeg },
  };
}
