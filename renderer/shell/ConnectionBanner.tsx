/** A calm line while the connection to the host is gone; it comes back by itself. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useStudio, useUi } from '../state/context.js';

export function ConnectionBanner(): ReactElement | null {
  const studio = useStudio();
  const link = useUi((state) => state.link);
  if (link !== 'lost') return null;
  return (
    <div className="banner" role="status">
      <Mark state="warn" size={16} />
      <b>{text('app.lost')}</b>
      <span>{text('app.lost.hint')}</span>
      <span className="grow" />
      <Button
        size="s"
        onClick={() => {
          studio.link.retryNow();
        }}
      >
        {text('app.lost.retry')}
      </Button>
    </div>
  );
}
