/** One line each for what the annotator must know of the open sample: whose it is, what came back, what is wrong. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import type { OpenSample } from '../state/annotate.js';
import { useAnnotate, useStudio } from '../state/context.js';
import { clock } from '../state/format.js';

export function Banners(): ReactElement | null {
  const open = useAnnotate((state) => state.open);
  return open ? (
    <div className="annotate__banners">
      <LockBanner open={open} />
      <ProblemBanner open={open} />
      <ReplayedBanner key={open.id} open={open} />
    </div>
  ) : null;
}

function LockBanner({ open }: { readonly open: OpenSample }): ReactElement | null {
  const studio = useStudio();
  const { lock } = open;
  if (lock.state === 'mine') return null;
  return (
    <div className="banner" role="status">
      <Mark state={lock.state === 'free' ? 'pass' : 'warn'} />
      <span>
        {lock.state === 'free'
          ? text('annotate.banner.free')
          : lock.state === 'other'
            ? text('annotate.banner.other', { owner: lock.owner })
            : text('annotate.banner.readOnly', { reason: lock.owner })}
      </span>
      <span className="grow" />
      {lock.canTakeOver ? (
        <Button
          size="s"
          onClick={() => {
            void studio.annotator.show(open.id, true);
          }}
        >
          {text(lock.state === 'free' ? 'annotate.banner.edit' : 'annotate.banner.takeOver')}
        </Button>
      ) : null}
    </div>
  );
}

function ProblemBanner({ open }: { readonly open: OpenSample }): ReactElement | null {
  const { problem, warnings } = open;
  if (!problem && warnings.length === 0) return null;
  const list = problem ? [problem] : warnings;
  return (
    <div className="banner" role="status">
      <Mark state={problem ? 'fail' : 'warn'} />
      <details className="banner__more">
        <summary>
          {problem
            ? text('annotate.banner.problem', { file: open.file })
            : text(
                warnings.length === 1 ? 'annotate.banner.warnings.one' : 'annotate.banner.warnings',
                { count: warnings.length },
              )}
        </summary>
        <ul>
          {list.map((entry) => (
            <li key={`${entry.key} ${entry.message}`}>
              <b>{entry.message}</b> {entry.hint}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function ReplayedBanner({ open }: { readonly open: OpenSample }): ReactElement | null {
  const [dismissed, setDismissed] = useState(false);
  if (!open.replayed || dismissed) return null;
  const { operations, at } = open.replayed;
  return (
    <div className="banner banner--good" role="status">
      <Mark state="pass" />
      <span>
        {text(operations === 1 ? 'annotate.banner.replayed.one' : 'annotate.banner.replayed', {
          count: operations,
          time: clock(at, true),
        })}
      </span>
      <span className="grow" />
      <IconButton
        size="s"
        tone="ghost"
        icon="close"
        label={text('annotate.banner.dismiss')}
        onClick={() => {
          setDismissed(true);
        }}
      />
    </div>
  );
}
