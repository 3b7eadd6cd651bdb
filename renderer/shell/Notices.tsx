/** Notices at the lower edge: what happened, the next step, and sometimes one thing to do. */
import { useEffect, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useUi } from '../state/context.js';
import type { Notice } from '../state/ui.js';

/** Good news goes by itself; failures stay until they are closed. */
const STAY_MS = { info: 8000, pass: 5000, warn: 10_000, fail: null } as const;

export function Notices(): ReactElement {
  const notices = useUi((state) => state.notices);
  return (
    <div className="notices" role="log" aria-live="polite" aria-label={text('app.notices')}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard(props: { readonly notice: Notice }): ReactElement {
  const { notice } = props;
  const { dismiss } = useUi((state) => state.actions);
  const stay = STAY_MS[notice.level];
  useEffect(() => {
    if (stay === null) return;
    const timer = window.setTimeout(() => {
      dismiss(notice.id);
    }, stay);
    return () => {
      window.clearTimeout(timer);
    };
  }, [dismiss, notice.id, stay]);
  return (
    <div
      className={`notice notice--${notice.level}`}
      role={notice.level === 'fail' ? 'alert' : undefined}
    >
      {notice.level === 'info' ? null : <Mark state={notice.level} size={16} />}
      <div className="notice__text">
        <b>{notice.message}</b>
        {notice.remedy === '' ? null : <p>{notice.remedy}</p>}
      </div>
      {notice.action ? (
        <Button size="s" onClick={notice.action.run}>
          {notice.action.label}
        </Button>
      ) : null}
      <IconButton
        label={text('app.dismiss')}
        icon="close"
        size="s"
        tone="ghost"
        onClick={() => {
          dismiss(notice.id);
        }}
      />
    </div>
  );
}
