/** What the model says of what the camera sees now. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { useCamera, useInspect } from '../state/context.js';
import { NoVerdict, Said } from './VerdictPanel.js';

export function LiveVerdict(): ReactElement {
  const seen = useInspect((state) => state.seen);
  const { mode, problem } = useInspect((state) => state.live);
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  return (
    <>
      {!streaming ? (
        <NoVerdict mark="warn" title={text('inspect.cameraLost')}>
          <p className="t2">{text('inspect.cameraLost.note')}</p>
        </NoVerdict>
      ) : seen ? (
        <Said inspection={seen.inspection} />
      ) : problem ? (
        <NoVerdict mark="unsure" title={text('inspect.noVerdict')}>
          <p>{problem.message}</p>
          <p className="t2">{problem.hint}</p>
        </NoVerdict>
      ) : (
        <NoVerdict mark="new" title={text(mode ? 'inspect.waitingForScene' : 'inspect.liveOff')}>
          <p className="t2">{text(mode ? 'inspect.waiting.note' : 'inspect.liveOff.note')}</p>
        </NoVerdict>
      )}
      <section>
        <p className="t2">{text('inspect.live.note')}</p>
      </section>
    </>
  );
}
