/** The bubble level and its words over the RGB view. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { levelWords } from './gate-words.js';
import { BubbleLevel } from './BubbleLevel.js';
import { useLevel, useLimits } from './live.js';

const DEFAULT_TARGET_DEG = 0.5;

/** Target tilt of the project; the default where its gate is off. */
export function useTargetDeg(): number {
  return useLimits().tiltDeg ?? DEFAULT_TARGET_DEG;
}

export function LevelOverlay(): ReactElement {
  const level = useLevel();
  const target = useTargetDeg();
  if (!level)
    return (
      <div className="level">
        <p className="readout level__none">
          <Mark state="unsure" />
          {text('capture.level.noPlane')}
        </p>
      </div>
    );
  const words = levelWords(level.pitchDeg, level.rollDeg, target);
  const label = words.map((axis) => `${axis.label} ${axis.value} ${axis.words}`).join(', ');
  return (
    <div className="level">
      <BubbleLevel {...level} targetDeg={target} label={label} />
      <div className="readout level__words">
        {words.map((axis) => (
          <div key={axis.axis} className={axis.ok ? 'level__axis' : 'level__axis level__axis--off'}>
            <Mark state={axis.ok ? 'pass' : 'fail'} />
            <i>{axis.label}</i> {axis.value} {axis.ok ? <i>{axis.words}</i> : <b>{axis.words}</b>}
          </div>
        ))}
      </div>
    </div>
  );
}
