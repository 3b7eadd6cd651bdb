/** Why there is no live picture, over the dimmed last frame: cause and remedy, or what is going on. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { blockingFault } from '../state/camera.js';
import { useCamera } from '../state/context.js';

export function FaultOverlay(): ReactElement | null {
  const fault = useCamera((state) => blockingFault(state.state));
  const status = useCamera((state) => state.state?.status);
  const reopening = status === 'reopening' || status === 'opening';
  if (fault)
    return (
      <div className="fault" role="alert">
        <Mark state="fail" size={20} />
        <div>
          <strong>{fault.message}</strong>
          <p>{fault.remedy}</p>
          {reopening ? <p className="fault__wait">{text('capture.camera.reopening')}</p> : null}
        </div>
      </div>
    );
  if (status === 'streaming') return null;
  return (
    <div className="fault fault--calm" role="status">
      {reopening ? <span className="spinner" aria-hidden="true" /> : <Mark state="new" size={20} />}
      <div>
        <strong>
          {status === 'opening'
            ? text('capture.camera.opening')
            : status === 'reopening'
              ? text('capture.camera.reopening')
              : status === undefined
                ? text('capture.camera.waiting')
                : text('capture.camera.closed')}
        </strong>
        {status === 'closed' || status === 'failed' ? (
          <p>{text('capture.camera.closedHint')}</p>
        ) : null}
      </div>
    </div>
  );
}
