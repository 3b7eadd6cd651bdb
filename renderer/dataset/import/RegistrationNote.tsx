/** Whether colour and depth lie on each other, from the silhouettes of a few pairs. */
import type { ReactElement } from 'react';
import type { ImportGroup } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { count, fixed, percent, signed } from '../../state/format.js';

export function RegistrationNote(props: { readonly group: ImportGroup }): ReactElement | null {
  const { registration } = props.group;
  if (registration.length === 0) return null;
  const off = registration.filter((pair) => pair.verdict === 'off').sort((a, b) => a.iou - b.iou);
  const fits = registration.filter((pair) => pair.verdict === 'fits').length;
  const worst = off[0];
  if (worst)
    return (
      <p className="hint">
        <Mark state="warn" />
        <span>
          {text('import.registration.off', {
            off: count(off.length),
            checked: count(registration.length),
          })}
          <span className="hint__detail">
            {text('import.registration.worst', {
              key: worst.key,
              iou: percent(worst.iou, 0),
              best: percent(worst.bestIou, 0),
              x: signed(worst.shiftPx[0], 0),
              y: signed(worst.shiftPx[1], 0),
              scale: fixed(worst.scale, 2),
            })}
          </span>
        </span>
      </p>
    );
  return (
    <p className="hint">
      <Mark state={fits > 0 ? 'pass' : 'unsure'} />
      <span>
        {text(fits > 0 ? 'import.registration.fits' : 'import.registration.unclear', {
          checked: count(registration.length),
        })}
      </span>
    </p>
  );
}
